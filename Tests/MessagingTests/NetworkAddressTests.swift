import Messaging
import Testing

@Suite("Addresses of the network")
struct NetworkAddressTests {
    @Test(
        "what is this machine's or a house's is private",
        arguments: [
            "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "169.254.169.254",
            "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.0.8", "198.18.0.1", "198.19.255.255", "224.0.0.1",
            "255.255.255.255", "168.63.129.16", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
            "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1",
            "fec0::1", "ff02::1", "2001:db8::1", "2001::1",
        ])
    func privateOnes(_ text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPrivate)
    }

    @Test(
        "what belongs to everybody is not",
        arguments: [
            "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1",
            "198.17.0.1",
            "168.63.129.17", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
            "2002:808:808::1",
        ])
    func publicOnes(_ text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPrivate == false)
    }

    @Test("an address reads back as it is written")
    func text() {
        #expect(NetworkAddress("2606:4700:0::1111")?.text == "2606:4700::1111")
        #expect(NetworkAddress("8.8.8.8")?.text == "8.8.8.8")
        #expect(NetworkAddress("example.com") == nil)
    }
}
