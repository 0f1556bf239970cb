import Jobs
import Testing

@Suite("A signal wakes whoever waits")
struct JobsSignalTests {
    @Test("raised before anybody waits, it counts once")
    func before() async {
        let signal = Signal(), clock = ContinuousClock()
        signal.raise()
        signal.raise()
        #expect(await clock.measure { await signal.wait(seconds: 3600) } < .seconds(600))
        #expect(await clock.measure { await signal.wait(seconds: 0.05) } >= .milliseconds(40))
    }

    @Test("a wait that was ended early leaves nothing behind for the next")
    func noEcho() async {
        let signal = Signal(), clock = ContinuousClock()
        async let waiting: Void = signal.wait(seconds: 3600)
        try? await Task.sleep(for: .milliseconds(20))
        signal.raise()
        await waiting
        #expect(await clock.measure { await signal.wait(seconds: 0.05) } >= .milliseconds(40))
    }

    @Test("all who wait are woken, and a cancelled one leaves alone")
    func several() async {
        let signal = Signal()
        let waiting = (0..<5).map { _ in Task { await signal.wait(seconds: 3600) } }
        try? await Task.sleep(for: .milliseconds(50))
        waiting[0].cancel()
        await waiting[0].value
        signal.raise()
        // A task that came late is woken by the raise that was kept for it, or by this one.
        for task in waiting {
            signal.raise()
            await task.value
        }
    }
}
