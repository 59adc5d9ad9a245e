#pragma once

#include <string_view>
#include <vector>

namespace actsweep {

/// A text file that the build embeds into the program.
struct EmbeddedFile {
  std::string_view name;
  std::string_view contents;
};

const std::vector<EmbeddedFile>& embedded_schema();        ///< schema.json, printed by the trainer
const std::vector<EmbeddedFile>& embedded_queries();       ///< results/queries/*.sql
const std::vector<EmbeddedFile>& embedded_paper();         ///< results/paper/*.csv
const std::vector<EmbeddedFile>& embedded_store_schema();  ///< harness/store/schema.sql

}  // namespace actsweep
