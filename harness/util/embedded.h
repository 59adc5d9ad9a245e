#pragma once

#include <string_view>
#include <vector>

namespace actsweep {

/// A text file of the source tree that the build put into the program, so that the program needs no files of its own.
struct EmbeddedFile {
  std::string_view name;
  std::string_view contents;
};

const std::vector<EmbeddedFile>& embedded_schema();        ///< schema.json, as the trainer printed it
const std::vector<EmbeddedFile>& embedded_queries();       ///< results/queries/*.sql
const std::vector<EmbeddedFile>& embedded_paper();         ///< results/paper/*.csv
const std::vector<EmbeddedFile>& embedded_store_schema();  ///< harness/store/schema.sql

}  // namespace actsweep
