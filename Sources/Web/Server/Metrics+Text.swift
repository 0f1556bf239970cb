/// The Prometheus text format, version 0.0.4.
extension Metrics {
    func text() async -> String {
        let state = state.withLock { $0 }
        var out = ""
        begin("entregent_http_requests_total", "counter", "Requests answered.", &out)
        for (key, count) in state.answered.sorted(by: { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) })
        {
            let labels = ["method": key.method, "route": key.route, "status": String(key.status)]
            line("entregent_http_requests_total", labels, Double(count), &out)
        }
        begin("entregent_http_requests_in_flight", "gauge", "Requests being answered.", &out)
        line("entregent_http_requests_in_flight", [:], Double(state.inFlight), &out)
        writeDurations(state.durations, &out)
        for (name, counter) in state.counters.sorted(by: { $0.key < $1.key }) {
            begin(name, "counter", counter.help, &out)
            for (labels, value) in counter.values.sorted(by: { text($0.key) < text($1.key) }) {
                line(name, labels, value, &out)
            }
        }
        for gauge in state.gauges {
            begin(gauge.name, "gauge", gauge.help, &out)
            for sample in await gauge.read() { line(gauge.name, sample.labels, sample.value, &out) }
        }
        return out
    }

    private func writeDurations(_ durations: [String: Histogram], _ out: inout String) {
        let name = "entregent_http_request_duration_seconds"
        begin(name, "histogram", "How long answers took, by route.", &out)
        for (route, histogram) in durations.sorted(by: { $0.key < $1.key }) {
            for (bound, count) in zip(Metrics.bounds, histogram.buckets) {
                line(name + "_bucket", ["route": route, "le": number(bound)], Double(count), &out)
            }
            line(name + "_bucket", ["route": route, "le": "+Inf"], Double(histogram.count), &out)
            line(name + "_sum", ["route": route], histogram.sum, &out)
            line(name + "_count", ["route": route], Double(histogram.count), &out)
        }
    }

    private func begin(_ name: String, _ type: String, _ help: String, _ out: inout String) {
        out += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private func line(_ name: String, _ labels: Labels, _ value: Double, _ out: inout String) {
        out += "\(name)\(text(labels)) \(number(value))\n"
    }

    private func text(_ labels: Labels) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escaped($0.value))\"" }
        return "{" + pairs.joined(separator: ",") + "}"
    }

    private func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
