import Messaging
import Testing

@Suite("What mail servers mean by a no")
struct DeliveryStatusTests {
    @Test(
        "the address is dead",
        arguments: [
            "550 5.1.1 <x@y.test>: Recipient address rejected: User unknown", "5.1.2", "550-5.2.1 mailbox disabled",
            "551 no such user here", "550 No such mailbox", "5.1.10 recipient has a null MX", "553 User unknown",
            "550 5.0.0 unknown user", "5.4.4 unable to route",
        ])
    func dead(_ words: String) { #expect(DeliveryStatus.isDead(words)) }

    @Test(
        "the address may be right",
        arguments: [
            "452 4.2.2 mailbox full", "552 5.2.2 over quota", "550 5.7.1 refused as advertising", "4.4.1 no answer",
            "550 5.1.8 bad sender", "554 5.3.4 too large", "550 blocked, see 5.1.1.1", "421 try later", "",
            "450 4.1.1 user unknown", "550 no thanks",
        ])
    func alive(_ words: String) { #expect(!DeliveryStatus.isDead(words)) }
}
