import CPostgres
import Records
import Storage

extension Link {
    /// Loads rows by COPY in binary format, in pieces: the server reads while we write.
    func copyIn(_ command: String, _ types: [ColumnType], _ rows: [[Value]]) throws {
        try plainly {
            try expect(PGRES_COPY_IN, PQexec(raw, command), command)
            do {
                try sendRows(types, rows)
            } catch {
                PQputCopyEnd(raw, "stopped by the sender")
                while let result = PQgetResult(raw) { PQclear(result) }
                throw error
            }
            guard PQputCopyEnd(raw, nil) == 1 else { throw failure(nil, command) }
            var failed: DatabaseError?
            while let result = PQgetResult(raw) {
                if PQresultStatus(result) != PGRES_COMMAND_OK { failed = failed ?? failure(result, command) }
                PQclear(result)
            }
            if let failed { throw failed }
            if isLost { throw failure(nil, command) }
        }
    }

    private func sendRows(_ types: [ColumnType], _ rows: [[Value]]) throws {
        let piece = 256 * 1024
        var bytes: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]
        bytes.reserveCapacity(piece + 4096)
        Parameters.append(Int32(0), to: &bytes)  // flags
        Parameters.append(Int32(0), to: &bytes)  // length of the header's extension
        for row in rows {
            try checkFits(row, types)
            Parameters.append(Int16(row.count), to: &bytes)
            for value in row { try appendField(value, to: &bytes) }
            if bytes.count >= piece { try put(&bytes) }
        }
        Parameters.append(Int16(-1), to: &bytes)
        try put(&bytes)
    }

    /// Its length, then its bytes; a null is the length -1.
    private func appendField(_ value: Value, to bytes: inout [UInt8]) throws {
        let start = bytes.count
        Parameters.append(Int32(-1), to: &bytes)
        guard try Parameters.write(value, to: &bytes) else { return }
        let length = Int32(bytes.count - start - 4)
        withUnsafeBytes(of: length.bigEndian) { raw in
            for index in 0..<4 { bytes[start + index] = raw[index] }
        }
    }

    private func put(_ bytes: inout [UInt8]) throws {
        let code = bytes.withUnsafeBytes { piece in
            PQputCopyData(raw, piece.bindMemory(to: CChar.self).baseAddress, Int32(piece.count))
        }
        guard code == 1 else { throw failure(nil, nil) }
        bytes.removeAll(keepingCapacity: true)
    }

    private func expect(_ status: ExecStatusType, _ result: OpaquePointer?, _ command: String) throws {
        defer { PQclear(result) }
        guard PQresultStatus(result) == status else { throw failure(result, command) }
    }
}
