/// The pages every entity has without anybody writing them, and those of the product as a whole.
package enum Pages {
    package static func register(in registry: inout Registry) {
        HomePage.register(in: &registry)
        SearchPage.register(in: &registry)
        Preferences.register(in: &registry)
        Settings.register(in: &registry)
        Pickers.register(in: &registry)
        Undoing.register(in: &registry)
        TrashPages.register(in: &registry)
        DeletionPages.register(in: &registry)
        MergeRoutes.register(in: &registry)
        FormRoutes.register(in: &registry)
        SharePages.register(in: &registry)
        RecordRoutes.register(in: &registry)
        RevertRoutes.register(in: &registry)
        ListPages.register(in: &registry)
    }
}
