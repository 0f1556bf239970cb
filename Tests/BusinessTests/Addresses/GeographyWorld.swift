import App
import People
import Testing

/// The towns the tests look at: those gathered at set-up where they are, and a few of our own, written as the file is.
enum GeographyWorld {
    static let gathered = GeographyShelf.of(publicDirectory: "Public").geography
    static let isGathered = gathered != nil

    /// Compared name, name, INSEE, département, inhabitants, latitude, longitude, postcodes.
    static func few() throws -> Geography {
        let rows = """
            la fleche|La Flèche|72154|72|15000|47.69600|-0.07600|72200
            le havre|Le Havre|76351|76|170000|49.49400|0.10800|76600,76610,76620
            lyon|Lyon|69123|69|516000|45.76769|4.83537|
            lyon|Lyon|69383|69|101000|45.75300|4.86900|69003
            lyon|Lyon|69387|69|82000|45.73300|4.84000|69007
            nulle part|Nulle-Part|80999|80|12|||80480
            saint denis|Saint-Denis|93066|93|112000|48.93620|2.35744|93200,93210
            saint denis|Saint-Denis|97411|974|153000|-20.87900|55.44900|97400,97417,97490
            saint etienne|Saint-Étienne|42218|42|172000|45.43400|4.39000|42000,42100
            saint etienne du bois|Saint-Étienne-du-Bois|01350|01|2500|46.29000|5.29500|01370
            vers sur selle|Vers-sur-Selle|80791|80|700|49.84400|2.23900|80480
            """
        let lines = rows.split(separator: "\n").map { $0.replacing("|", with: "\t") + "\n" }
        return try Geography(file: Array(lines.joined().utf8))
    }
}
