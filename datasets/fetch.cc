#include "datasets/fetch.h"

#include <fmt/format.h>
#include <unistd.h>

#include "harness/util/error.h"
#include "harness/util/process.h"
#include "harness/util/sha256.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

int run_curl(const std::string& url, const fs::path& part) {
  // A progress bar redraws itself, which clutters a log.
  const char* progress = isatty(STDERR_FILENO) ? "--progress-bar" : "--no-progress-meter";
  return run_process({"curl", "--fail", "--location", "--proto", "=https,http,file", "--proto-redir", "=https,http",
                      "--connect-timeout", "30", "--retry", "3", "--continue-at", "-", progress, "--output",
                      part.string(), "--", url},
                     /*capture=*/false)
      .exit_status;
}

void download_part(const std::string& url, const fs::path& part) {
  int status = run_curl(url, part);
  constexpr int kRangesNotSupported = 33;
  constexpr int kCannotResume = 36;
  if (status == kRangesNotSupported || status == kCannotResume) {
    fs::remove(part);
    status = run_curl(url, part);
  }
  if (status == 0) return;
  throw InputError(
      fmt::format("cannot download {}: curl exited with status {}{}", url, status,
                  path_exists(part) ? fmt::format("; run the command again to resume {}", part.string()) : ""));
}

fs::path file_name(const std::string& url) { return fs::path(url).filename(); }

void create_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw InputError(fmt::format("cannot create folder {}: {}", folder.string(), error.message()));
}

void move_into_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) throw InputError(fmt::format("cannot write {}: {}", to.string(), error.message()));
}

/// Unpacks next to the target, then renames: a folder called `name` is always complete.
void unpack(const fs::path& archive, const std::string& name, const fs::path& target) {
  const fs::path unpacked = archive.string() + ".unpacked";
  fs::remove_all(unpacked);
  create_folder(unpacked);
  const int status = run_process({"tar", "--extract", "--gzip", "--no-same-owner", "--file", archive.string(),
                                  "--directory", unpacked.string()},
                                 /*capture=*/false)
                         .exit_status;
  if (status != 0) {
    fs::remove_all(unpacked);
    throw InputError(fmt::format("cannot unpack {}: tar exited with status {}", archive.string(), status));
  }
  move_into_place(unpacked / name, target / name);
  fs::remove_all(unpacked);
  fs::remove(archive);
}

void fetch_archive(const DatasetSpec& official, const fs::path& target) {
  const fs::path folder = target / official.folders.front();
  if (path_exists(folder)) {
    throw InputError(fmt::format("{} exists but does not contain all of {}; move it away to download it again",
                                 folder.string(), official.component.name));
  }
  create_folder(target);
  const fs::path archive = target / file_name(official.downloads.front().url);
  fetch_file(official.downloads.front(), archive);
  unpack(archive, official.folders.front(), target);
}

void fetch_files(const DatasetSpec& official, const fs::path& target) {
  const fs::path folder = target / official.folders.front();
  create_folder(folder);
  for (const Download& download : official.downloads) fetch_file(download, folder / file_name(download.url));
}

}  // namespace

void fetch_file(const Download& download, const fs::path& target) {
  if (path_exists(target)) {
    if (sha256_of_file(target) == download.sha256) return;
    throw InputError(
        fmt::format("{} exists but is not the official file, whose SHA-256 is {}; move it away to download it again",
                    target.string(), download.sha256));
  }
  const fs::path part = target.string() + ".part";
  const bool was_complete = path_exists(part) && sha256_of_file(part) == download.sha256;
  if (!was_complete) download_part(download.url, part);
  const std::string found = sha256_of_file(part);
  if (found != download.sha256) {
    fs::remove(part);
    throw InputError(
        fmt::format("{} is not the official file: its SHA-256 is {}, expected {}; the download was deleted",
                    download.url, found, download.sha256));
  }
  move_into_place(part, target);
}

std::optional<fs::path> find_complete(const DatasetKind::Factory& dataset, const DataLocations& locations) {
  auto folder = locate(*dataset.official, locations);
  if (!folder) return std::nullopt;
  try {
    const Dataset found = dataset.load(Params(nlohmann::json{{"name", dataset.official->component.name}}), locations);
    const bool is_complete =
        found.train.count() == dataset.official->train_count && found.test.count() == dataset.official->test_count;
    if (is_complete) return folder;
  } catch (const InputError&) {
    // Fetching or loading the data set will report what is damaged.
  }
  return std::nullopt;
}

fs::path fetch_dataset(const DatasetKind::Factory& dataset, const fs::path& target) {
  const DatasetSpec& official = *dataset.official;
  fs::path folder = target / official.folders.front();
  const bool is_archive = official.downloads.front().url.ends_with(".tar.gz");
  is_archive ? fetch_archive(official, target) : fetch_files(official, target);
  if (find_complete(dataset, {{target}}) != folder) {
    throw InputError(
        fmt::format("{} was downloaded, but {} does not contain all of it", official.component.name, folder.string()));
  }
  return folder;
}

}  // namespace actsweep
