import Foundation
import GRDB

/// A row whose columns are the type's own properties in snake case, times in seconds since 1970.
protocol PlainRecord: Codable, FetchableRecord, PersistableRecord {}

extension PlainRecord {
  static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy {
    .convertFromSnakeCase
  }
  static var databaseColumnEncodingStrategy: DatabaseColumnEncodingStrategy {
    .convertToSnakeCase
  }

  static func databaseDateDecodingStrategy(for column: String) -> DatabaseDateDecodingStrategy {
    .timeIntervalSince1970
  }

  static func databaseDateEncodingStrategy(for column: String) -> DatabaseDateEncodingStrategy {
    .timeIntervalSince1970
  }
}

/// A value of the program that is kept as it is: a column for each property.
package protocol StoredValue: Codable, Sendable {
  static var tableName: String { get }
}

/// The row of such a value. The value itself is none, so that GRDB stays inside this module.
struct Stored<Value: StoredValue>: PlainRecord {
  static var databaseTableName: String { Value.tableName }

  var value: Value

  init(_ value: Value) { self.value = value }

  init(from decoder: any Decoder) throws { value = try Value(from: decoder) }

  func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
