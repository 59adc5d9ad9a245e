#include "datasets/fetch.h"

#include <fmt/format.h>
#include <unistd.h>

#include "harness/util/error.h"
#include "harness/util/process.h"
#include "harness/util/sha256.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code unreadable;
  return fs::exists(path, unreadable);
}

int run_curl(const std::string& url, const fs::path& part) {
  // A progress bar is drawn over itself, which makes no sense in a log.
  const char* progress = isatty(STDERR_FILENO) ? "--progress-bar" : "--no-progress-meter";
  return run_process({"curl", "--fail", "--location", "--proto", "=https,http,file", "--proto-redir", "=https,http",
                      "--connect-timeout", "30", "--retry", "3", "--continue-at", "-", progress, "--output",
                      part.string(), "--", url},
                     /*capture=*/false)
      .exit_status;
}

void download_part(const std::string& url, const fs::path& part) {
  int status = run_curl(url, part);
  constexpr int kServerHasNoRanges = 33;
  constexpr int kCannotResume = 36;
  if (status == kServerHasNoRanges || status == kCannotResume) {
    fs::remove(part);
    status = run_curl(url, part);
  }
  if (status == 0) return;
  throw InputError(fmt::format("cannot download {}: curl ended with status {}{}", url, status,
                               is_there(part) ? fmt::format("; run it again to continue {}", part.string()) : ""));
}

bool is_archive(const std::string& url) { return url.ends_with(".tar.gz"); }

fs::path file_name(const std::string& url) { return fs::path(url).filename(); }

void create_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw InputError(fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
}

void move_into_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) throw InputError(fmt::format("cannot write {}: {}", to.string(), error.message()));
}

/// Unpacks beside the target and renames, so that a folder of that name is always whole.
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
    throw InputError(fmt::format("cannot unpack {}: tar ended with status {}", archive.string(), status));
  }
  move_into_place(unpacked / name, target / name);
  fs::remove_all(unpacked);
  fs::remove(archive);
}

void fetch_archive(const DatasetSpec& official, const fs::path& target) {
  const fs::path folder = target / official.folders.front();
  if (is_there(folder)) {
    throw InputError(fmt::format("{} is there, but does not hold the whole of {}; move it away to download it",
                                 folder.string(), official.name));
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

bool is_whole(const Dataset& dataset, const DatasetSpec& official) {
  return dataset.train.count() == official.train_count && dataset.test.count() == official.test_count;
}

}  // namespace

void fetch_file(const Download& download, const fs::path& target) {
  if (is_there(target)) {
    if (sha256_of_file(target) == download.sha256) return;
    throw InputError(
        fmt::format("{} is there, but is not the official file, whose SHA-256 is {}; move it away to download it",
                    target.string(), download.sha256));
  }
  const fs::path part = target.string() + ".part";
  const bool was_complete = is_there(part) && sha256_of_file(part) == download.sha256;
  if (!was_complete) download_part(download.url, part);
  const std::string found = sha256_of_file(part);
  if (found != download.sha256) {
    fs::remove(part);
    throw InputError(
        fmt::format("{} is not the expected file: its SHA-256 is {}, expected {}; what was downloaded is removed",
                    download.url, found, download.sha256));
  }
  move_into_place(part, target);
}

std::optional<fs::path> find_complete(const DatasetKind::Factory& dataset, const DataLocations& locations) {
  auto folder = locate(*dataset.official, locations);
  if (!folder) return std::nullopt;
  try {
    const Dataset found = dataset.load(Params(nlohmann::json{{"name", dataset.official->name}}), locations);
    if (is_whole(found, *dataset.official)) return folder;
  } catch (const InputError&) {
    // Damaged files are no complete data set; what is wrong with them shows when they are fetched or loaded.
  }
  return std::nullopt;
}

fs::path fetch_dataset(const DatasetKind::Factory& dataset, const fs::path& target) {
  const DatasetSpec& official = *dataset.official;
  fs::path folder = target / official.folders.front();
  const bool archive = is_archive(official.downloads.front().url);
  archive ? fetch_archive(official, target) : fetch_files(official, target);
  if (find_complete(dataset, {{target}}) != folder) {
    throw InputError(
        fmt::format("{} does not hold the whole of {}, although it was downloaded", folder.string(), official.name));
  }
  return folder;
}

}  // namespace actsweep
