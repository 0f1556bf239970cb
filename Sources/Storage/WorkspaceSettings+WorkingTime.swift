import Records

extension WorkspaceSettings {
    /// When the company works, on its own clock.
    package var workingTime: WorkingTime { WorkingTime(extra[WorkingTime.setting], zone: timeZone) }
}
