// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "batchdeck",
  products: [
    .executable(name: "batchdeck", targets: ["batchdeck"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .executableTarget(
      name: "batchdeck",
      dependencies: [
        "BatchEndpoints",
        "Dashboard",
        "Execution",
        "OutputFormats",
        "Preferences",
        "Registry",
        "TerminalUI",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),

    .target(
      name: "BatchEndpoints",
      dependencies: [.product(name: "Yams", package: "Yams")]
    ),
    .testTarget(name: "BatchEndpointsTests", dependencies: ["BatchEndpoints"]),

    .target(
      name: "CJPEG",
      linkerSettings: [.linkedLibrary("jpeg")]
    ),

    .target(name: "CProcess"),
    .testTarget(name: "CProcessTests", dependencies: ["CProcess"]),

    // The Python half, embedded; see Sources/Execution/PythonWorker.
    .target(name: "CPythonWorker"),

    .target(
      name: "CTerminal",
      linkerSettings: [.linkedLibrary("ncursesw")]
    ),

    // The folder `themes`, embedded; see Sources/Preferences/ThemeCatalog.swift.
    .target(name: "CThemes"),

    .target(
      name: "CZlib",
      linkerSettings: [.linkedLibrary("z")]
    ),

    .target(name: "Dashboard", dependencies: ["BatchEndpoints", "TerminalUI"]),
    .testTarget(
      name: "DashboardTests",
      dependencies: ["BatchEndpoints", "Dashboard", "TerminalUI"],
      exclude: ["Golden"]
    ),

    .target(
      name: "Execution",
      dependencies: [
        "BatchEndpoints",
        "CJPEG",
        "CProcess",
        "CPythonWorker",
        "CZlib",
        "Registry",
        "Scheduling",
        "SystemMetrics",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      exclude: ["PythonWorker"]
    ),
    .testTarget(
      name: "ExecutionTests",
      dependencies: [
        "BatchEndpoints",
        "CProcess",
        "Execution",
        "Registry",
        "Scheduling",
        "SystemMetrics",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]
    ),

    .target(
      name: "OutputFormats",
      dependencies: [.product(name: "Yams", package: "Yams")]
    ),
    .testTarget(
      name: "OutputFormatsTests",
      dependencies: [
        "OutputFormats",
        .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["Fixtures"]
    ),

    .target(
      name: "Preferences",
      dependencies: [
        "BatchEndpoints",
        "CThemes",
        "TerminalUI",
      ]
    ),
    .testTarget(
      name: "PreferencesTests",
      dependencies: ["BatchEndpoints", "Preferences", "TerminalUI"]
    ),

    .target(
      name: "Registry",
      dependencies: [
        "BatchEndpoints",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]
    ),

    .testTarget(
      name: "RegistryTests",
      dependencies: [
        "BatchEndpoints",
        "Registry",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Fixtures"]
    ),

    .target(name: "Scheduling"),
    .testTarget(name: "SchedulingTests", dependencies: ["Scheduling", "simulate"]),

    // Random lives of jobs against the state machine; `make simulate`.
    .executableTarget(name: "simulate", dependencies: ["Scheduling"]),

    .target(name: "SystemMetrics"),
    .testTarget(name: "SystemMetricsTests", dependencies: ["SystemMetrics"]),

    .target(name: "TerminalUI", dependencies: ["CTerminal"]),
    .testTarget(name: "TerminalUITests", dependencies: ["TerminalUI"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
