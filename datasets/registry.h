#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "datasets/dataset.h"
#include "datasets/locations.h"
#include "datasets/official.h"
#include "harness/schema/params.h"
#include "harness/schema/registry.h"

namespace actsweep {

/// The registry of data sets: how to load each and, if it is published, where to download it.
struct DatasetKind {
  static constexpr const char* name = "dataset";

  struct Factory {
    std::function<Dataset(const Params&, const DataLocations&)> load;
    std::shared_ptr<const DatasetSpec> official = nullptr;  ///< nullptr for computed data
  };
};

/// Loads the data set named in a resolved configuration. Throws InputError with the path if it is not found or damaged.
Dataset load_dataset(const Params& params, const DataLocations& locations);

/// The entry with that name or alias. Throws InputError, which suggests the nearest name, if there is none.
const Registry<DatasetKind>::Entry& find_dataset(std::string_view name);

/// Makes a factory that locates a published data set and reads it with `read`.
DatasetKind::Factory official_factory(DatasetSpec official, FolderReader read);

/// Registers a published data set.
Registration<DatasetKind> register_official(DatasetSpec official, FolderReader read);

}  // namespace actsweep
