/// The elements our pages are made of, each with content or with plain text.
extension HTML {
    package mutating func div(_ text: String, _ attributes: Attribute...) {
        element("div", attributes, text: text)
    }
    package mutating func div(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("div", attributes, content)
    }
    package mutating func span(_ text: String, _ attributes: Attribute...) {
        element("span", attributes, text: text)
    }
    package mutating func span(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("span", attributes, content)
    }
    package mutating func p(_ text: String, _ attributes: Attribute...) {
        element("p", attributes, text: text)
    }
    package mutating func p(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("p", attributes, content)
    }
    package mutating func a(_ text: String, _ attributes: Attribute...) {
        element("a", attributes, text: text)
    }
    package mutating func a(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("a", attributes, content)
    }
    package mutating func b(_ text: String, _ attributes: Attribute...) {
        element("b", attributes, text: text)
    }
    package mutating func b(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("b", attributes, content)
    }
    package mutating func small(_ text: String, _ attributes: Attribute...) {
        element("small", attributes, text: text)
    }
    package mutating func small(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("small", attributes, content)
    }
    package mutating func strong(_ text: String, _ attributes: Attribute...) {
        element("strong", attributes, text: text)
    }
    package mutating func strong(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("strong", attributes, content)
    }
    package mutating func h1(_ text: String, _ attributes: Attribute...) {
        element("h1", attributes, text: text)
    }
    package mutating func h1(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("h1", attributes, content)
    }
    package mutating func h2(_ text: String, _ attributes: Attribute...) {
        element("h2", attributes, text: text)
    }
    package mutating func h2(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("h2", attributes, content)
    }
    package mutating func h3(_ text: String, _ attributes: Attribute...) {
        element("h3", attributes, text: text)
    }
    package mutating func h3(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("h3", attributes, content)
    }
    package mutating func ul(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("ul", attributes, content)
    }
    package mutating func ol(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("ol", attributes, content)
    }
    package mutating func li(_ text: String, _ attributes: Attribute...) {
        element("li", attributes, text: text)
    }
    package mutating func li(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("li", attributes, content)
    }
    package mutating func dl(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("dl", attributes, content)
    }
    package mutating func dt(_ text: String, _ attributes: Attribute...) {
        element("dt", attributes, text: text)
    }
    package mutating func dt(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("dt", attributes, content)
    }
    package mutating func dd(_ text: String, _ attributes: Attribute...) {
        element("dd", attributes, text: text)
    }
    package mutating func dd(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("dd", attributes, content)
    }
    package mutating func section(_ text: String, _ attributes: Attribute...) {
        element("section", attributes, text: text)
    }
    package mutating func section(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("section", attributes, content)
    }
    package mutating func header(_ text: String, _ attributes: Attribute...) {
        element("header", attributes, text: text)
    }
    package mutating func header(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("header", attributes, content)
    }
    package mutating func footer(_ text: String, _ attributes: Attribute...) {
        element("footer", attributes, text: text)
    }
    package mutating func footer(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("footer", attributes, content)
    }
    package mutating func nav(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("nav", attributes, content)
    }
    package mutating func main(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("main", attributes, content)
    }
    package mutating func aside(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("aside", attributes, content)
    }
    package mutating func article(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("article", attributes, content)
    }
    package mutating func form(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("form", attributes, content)
    }
    package mutating func fieldset(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("fieldset", attributes, content)
    }
    package mutating func legend(_ text: String, _ attributes: Attribute...) {
        element("legend", attributes, text: text)
    }
    package mutating func legend(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("legend", attributes, content)
    }
    package mutating func label(_ text: String, _ attributes: Attribute...) {
        element("label", attributes, text: text)
    }
    package mutating func label(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("label", attributes, content)
    }
    package mutating func button(_ text: String, _ attributes: Attribute...) {
        element("button", attributes, text: text)
    }
    package mutating func button(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("button", attributes, content)
    }
    package mutating func select(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("select", attributes, content)
    }
    package mutating func option(_ text: String, _ attributes: Attribute...) {
        element("option", attributes, text: text)
    }
    package mutating func textarea(_ text: String, _ attributes: Attribute...) {
        element("textarea", attributes, text: text)
    }
    package mutating func table(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("table", attributes, content)
    }
    package mutating func caption(_ text: String, _ attributes: Attribute...) {
        element("caption", attributes, text: text)
    }
    package mutating func caption(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("caption", attributes, content)
    }
    package mutating func thead(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("thead", attributes, content)
    }
    package mutating func tbody(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("tbody", attributes, content)
    }
    package mutating func tfoot(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("tfoot", attributes, content)
    }
    package mutating func tr(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("tr", attributes, content)
    }
    package mutating func th(_ text: String, _ attributes: Attribute...) {
        element("th", attributes, text: text)
    }
    package mutating func th(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("th", attributes, content)
    }
    package mutating func td(_ text: String, _ attributes: Attribute...) {
        element("td", attributes, text: text)
    }
    package mutating func td(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("td", attributes, content)
    }
    package mutating func time(_ text: String, _ attributes: Attribute...) {
        element("time", attributes, text: text)
    }
    package mutating func time(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("time", attributes, content)
    }
    package mutating func dialog(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("dialog", attributes, content)
    }
    package mutating func details(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("details", attributes, content)
    }
    package mutating func summary(_ text: String, _ attributes: Attribute...) {
        element("summary", attributes, text: text)
    }
    package mutating func summary(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("summary", attributes, content)
    }
    package mutating func kbd(_ text: String, _ attributes: Attribute...) {
        element("kbd", attributes, text: text)
    }
    package mutating func figure(_ text: String, _ attributes: Attribute...) {
        element("figure", attributes, text: text)
    }
    package mutating func figure(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("figure", attributes, content)
    }
    package mutating func progress(_ text: String, _ attributes: Attribute...) {
        element("progress", attributes, text: text)
    }
    package mutating func output(_ text: String, _ attributes: Attribute...) {
        element("output", attributes, text: text)
    }
    package mutating func output(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("output", attributes, content)
    }
    package mutating func template(_ attributes: Attribute..., content: (inout HTML) -> Void) {
        element("template", attributes, content)
    }
    package mutating func code(_ text: String, _ attributes: Attribute...) {
        element("code", attributes, text: text)
    }
    package mutating func input(_ attributes: Attribute...) { open("input", attributes) }
    package mutating func br(_ attributes: Attribute...) { open("br", attributes) }
    package mutating func hr(_ attributes: Attribute...) { open("hr", attributes) }
    package mutating func img(_ attributes: Attribute...) { open("img", attributes) }
    package mutating func link(_ attributes: Attribute...) { open("link", attributes) }
    package mutating func meta(_ attributes: Attribute...) { open("meta", attributes) }
}
