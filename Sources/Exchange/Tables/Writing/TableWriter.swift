import Foundation
import Records

/// Writes a table row by row into bytes that someone else carries away, so that an export of any size streams.
package protocol TableWriter: Sendable {
    mutating func begin(_ columns: [String], into out: inout [UInt8])
    mutating func write(_ cells: [Cell], into out: inout [UInt8])
    mutating func end(into out: inout [UInt8])
}

/// The ways a table can leave us.
package enum ExportFormat: String, Sendable, CaseIterable {
    /// For every program: UTF-8, commas, points, ISO days.
    case csv
    /// For a double click in a French Excel: byte order mark, semicolons, decimal commas, dd/mm/yyyy.
    case excelCSV = "csv_excel"
    case xlsx
    case json
    /// One JSON object a line.
    case ndjson

    package var fileExtension: String {
        switch self {
        case .csv, .excelCSV: "csv"
        case .xlsx: "xlsx"
        case .json: "json"
        case .ndjson: "ndjson"
        }
    }

    package var mediaType: String {
        switch self {
        case .csv, .excelCSV: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .json: "application/json"
        case .ndjson: "application/x-ndjson"
        }
    }

    /// Nil for XLSX, which must be whole before its first byte is known: see `TableFile`.
    package func writer(zone: TimeZone) -> (any TableWriter)? {
        switch self {
        case .csv: CSVWriter()
        case .excelCSV: CSVWriter(excelIn: zone)
        case .json: JSONTableWriter(isArray: true)
        case .ndjson: JSONTableWriter(isArray: false)
        case .xlsx: nil
        }
    }
}
