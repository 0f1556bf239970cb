/// A name as an address on the web spells it: `Ateliers Morvan & Fils` becomes `ateliers-morvan-fils`.
package func slug(_ name: String) -> String {
    let buffer = WordBuffer(name)
    return buffer.joined(buffer.words, separator: UInt8(ascii: "-"))
}
