/// Where a process's resident memory stands (proc_pid_smaps(5)), in bytes.
package struct MemoryShare: Equatable, Sendable {
  /// Private pages, and each shared page divided by the number of processes that map it.
  package var proportionalBytes: UInt64
  /// Pages that only this process maps: what ending it gives back.
  package var privateBytes: UInt64
  package var sharedBytes: UInt64
  package var swappedBytes: UInt64

  package init(
    proportionalBytes: UInt64, privateBytes: UInt64, sharedBytes: UInt64, swappedBytes: UInt64
  ) {
    self.proportionalBytes = proportionalBytes
    self.privateBytes = privateBytes
    self.sharedBytes = sharedBytes
    self.swappedBytes = swappedBytes
  }

  init?(smapsRollup bytes: [UInt8]) {
    guard
      let proportional = FieldScanner.kibibytes(of: "Pss:", in: bytes),
      let privateClean = FieldScanner.kibibytes(of: "Private_Clean:", in: bytes),
      let privateDirty = FieldScanner.kibibytes(of: "Private_Dirty:", in: bytes),
      let sharedClean = FieldScanner.kibibytes(of: "Shared_Clean:", in: bytes),
      let sharedDirty = FieldScanner.kibibytes(of: "Shared_Dirty:", in: bytes)
    else { return nil }
    let (privateSum, privateOverflowed) = privateClean.addingReportingOverflow(privateDirty)
    let (sharedSum, sharedOverflowed) = sharedClean.addingReportingOverflow(sharedDirty)
    if privateOverflowed || sharedOverflowed { return nil }
    self.init(
      proportionalBytes: proportional, privateBytes: privateSum, sharedBytes: sharedSum,
      swappedBytes: FieldScanner.kibibytes(of: "Swap:", in: bytes) ?? 0)
  }
}
