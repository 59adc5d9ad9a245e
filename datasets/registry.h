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

/// The registry of data sets: how each is loaded, and for a published one what `data fetch` has to know.
struct DatasetKind {
  static constexpr const char* name = "dataset";

  struct Factory {
    std::function<Dataset(const Params&, const DataLocations&)> load;
    std::shared_ptr<const DatasetSpec> official = nullptr;  ///< none for computed data
  };
};

/// Loads the data set that a resolved configuration names. Throws InputError, with the path, when it is not found or
/// its files are damaged.
Dataset load_dataset(const Params& params, const DataLocations& locations);

/// The entry of that name or alias; throws InputError, with the nearest name, when there is none.
const Registry<DatasetKind>::Entry& find_dataset(std::string_view name);

/// What loads a published data set with `read`, wherever it is found.
DatasetKind::Factory official_factory(DatasetSpec official, FolderReader read);

/// Registers a published data set: all that its own file has to do.
Registration<DatasetKind> register_official(DatasetSpec official, FolderReader read);

}  // namespace actsweep
