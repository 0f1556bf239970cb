import Records
import Web

/// People who may become customers: where they came from, who answers them and how soon, and what becomes of them.
package enum Leads {
    package static func register(in registry: inout Registry) {}
}
