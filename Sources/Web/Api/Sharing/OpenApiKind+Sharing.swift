import Records

/// The operations on who sees a record: sharing it, and asking why.
extension OpenApiKind {
    func addSharing(to paths: inout OpenApiPaths) {
        paths.add(.get, one + "/access", access, id: true)
        guard kind.isShareable else { return }
        paths.add(.get, one + "/shares", shares, id: true)
        paths.add(.post, one + "/shares", sharing, id: true)
        paths.add(
            .delete, one + "/shares/{share}",
            operation(
                "unshare", t("Take a share back."), answers: .code(#"{"204":{"description":"No longer shared."}}"#)),
            parameters: [OpenApiPaths.id.with("name", "share")], id: true)
    }

    private static let share = JSON.code(
        #"""
        {"type":"object","required":["id","user","team","may","since","by"],"properties":{
         "id":{"type":"string"},"user":{"type":["string","null"]},"team":{"type":["string","null"]},
         "may":{"type":"string","enum":["see","change"]},"since":{"type":"string","format":"date-time"},
         "by":{"type":["string","null"]}}}
        """#)

    private var shares: JSON {
        let page = JSON.record([
            "type": "object", "required": .texts(["data", "has_more", "next"]),
            "properties": .record([
                "data": .record(["type": "array", "items": OpenApiKind.share]),
                "has_more": .code(#"{"type":"boolean"}"#), "next": .code(#"{"type":["string","null"]}"#),
            ]),
        ])
        return operation(
            "shares_of", t("With whom a record is shared."),
            answers: OpenApiPaths.response("200", t("People and teams, oldest first."), page))
    }

    private var sharing: JSON {
        let body = JSON.code(
            #"""
            {"type":"object","additionalProperties":false,"properties":{
             "user":{"type":"string","pattern":"^[0-9]{1,18}$"},"team":{"type":"string","pattern":"^[0-9]{1,18}$"},
             "may":{"type":"string","enum":["see","change"],"default":"see"}},
             "oneOf":[{"required":["user"]},{"required":["team"]}]}
            """#)
        return operation(
            "share", t("Share a record with a person or a team; again, to say anew whether they may change it."),
            answers: OpenApiPaths.response("201", t("The share."), OpenApiKind.share)
        )
        .with("requestBody", OpenApiPaths.body(body))
    }

    private var access: JSON {
        let user = JSON.code(
            #"""
            {"name":"user","in":"query","required":false,"schema":{"type":"string","pattern":"^[0-9]{1,18}$"},
             "description":"Oneself by default; others need the permission settings.manage."}
            """#)
        let answer = JSON.code(
            #"""
            {"type":"object","required":["user","record","acts"],"properties":{"user":{"type":"string"},
             "record":{"type":"object","required":["kind","id"]},
             "acts":{"type":"array","items":{"type":"object","required":["act","allowed","reasons"],"properties":{
              "act":{"type":"string","enum":["read","change","delete","export"]},"allowed":{"type":"boolean"},
              "reasons":{"type":"array","items":{"type":"string"}}}}}}}
            """#)
        return operation(
            "access_to", t("Why a person can or cannot see, change, delete and export a record."),
            answers: OpenApiPaths.response("200", t("One sentence a reason."), answer)
        )
        .with("parameters", .array([OpenApiPaths.id, user]))
    }
}
