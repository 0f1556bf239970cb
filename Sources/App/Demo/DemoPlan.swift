import Foundation
import Identity
import Records
import Sales

/// What a demo is made from: the invented world, how much of it, when, and the records it stands on.
struct DemoPlan: Sendable {
    let world: DemoWorld
    let size: DemoSize
    let language: DemoLanguage
    let calendar: DemoCalendar
    let currency: String
    /// Who sells. The first is whoever looks at the demo: part of it is theirs.
    let owners: [ID<User>]
    let lanes: [Lane]
    let products: [ID<CatalogueProduct>]
    private let ownerDraw: WeightedChoice
    private let laneDraw: WeightedChoice

    /// A pipeline, as a sale walks through it.
    struct Lane: Sendable {
        let pipeline: ID<Pipeline>
        let open: [ID<Stage>]
        let won: ID<Stage>, lost: ID<Stage>
    }

    init(
        world: DemoWorld, size: DemoSize, language: DemoLanguage, calendar: DemoCalendar, currency: String,
        owners: [ID<User>], lanes: [Lane], products: [ID<CatalogueProduct>]
    ) {
        self.world = world
        self.size = size
        self.language = language
        self.calendar = calendar
        self.currency = currency
        self.owners = owners
        self.lanes = lanes
        self.products = products
        // One account in nine is the viewer's own; where there are two hundred sellers, still enough to look at.
        ownerDraw = WeightedChoice(owners.indices.map { $0 == 0 ? max(1, Double(owners.count - 1) / 8) : 1 })
        laneDraw = WeightedChoice(lanes.indices.map { $0 == 0 ? 2 * Double(max(1, lanes.count - 1)) : 1 })
    }

    func owner(_ chance: inout SeededGenerator) -> Int { ownerDraw.draw(&chance) }
    func lane(_ chance: inout SeededGenerator) -> Int { laneDraw.draw(&chance) }
}
