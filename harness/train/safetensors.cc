#include "harness/train/safetensors.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/util/error.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

using nlohmann::json;

constexpr const char* kTexts = "__metadata__";
// The format is little-endian, and numbers are written as they are in memory.
static_assert(std::endian::native == std::endian::little);

constexpr std::array<std::pair<const char*, at::ScalarType>, 9> kTypes = {{{"F64", at::kDouble},
                                                                           {"I64", at::kLong},
                                                                           {"F32", at::kFloat},
                                                                           {"I32", at::kInt},
                                                                           {"BF16", at::kBFloat16},
                                                                           {"F16", at::kHalf},
                                                                           {"U8", at::kByte},
                                                                           {"I8", at::kChar},
                                                                           {"BOOL", at::kBool}}};

const char* name_of(at::ScalarType type) {
  for (const auto& [name, known] : kTypes) {
    if (known == type) return name;
  }
  throw InputError(fmt::format("cannot save tensors of type {}", at::toString(type)));
}

at::ScalarType type_of(const std::string& name) {
  for (const auto& [known, type] : kTypes) {
    if (name == known) return type;
  }
  throw InputError("it has a tensor of the unknown type " + name);
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, const TensorFile& file) {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const auto& [name, tensor] : file.tensors) tensors.emplace_back(name, tensor.detach().cpu().contiguous());
  // Larger elements first, so that all tensors are aligned.
  std::stable_sort(tensors.begin(), tensors.end(),
                   [](const auto& a, const auto& b) { return a.second.element_size() > b.second.element_size(); });
  json header = {{kTexts, file.texts}};
  std::vector<std::string_view> contents;
  std::size_t offset = 0;
  for (const auto& [name, tensor] : tensors) {
    header[name] = {{"dtype", name_of(tensor.scalar_type())},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {offset, offset + tensor.nbytes()}}};
    offset += tensor.nbytes();
    contents.emplace_back(static_cast<const char*>(tensor.data_ptr()), tensor.nbytes());
  }
  const std::string text = checked_header(std::move(header), contents);
  const std::uint64_t length = text.size();
  contents.insert(contents.begin(), {{reinterpret_cast<const char*>(&length), sizeof length}, text});
  PendingFile(path, contents).commit();
}

TensorFile read_tensors(const std::filesystem::path& path, CheckedFile checked) {
  TensorFile file{.tensors = {}, .texts = std::move(checked.texts)};
  try {
    for (const auto& [name, entry] : checked.header.items()) {
      const auto [begin, end] = entry.at("data_offsets").get<std::pair<std::size_t, std::size_t>>();
      at::Tensor tensor = at::empty(entry.at("shape").get<std::vector<std::int64_t>>(), type_of(entry.at("dtype")));
      if (begin > end || end > checked.contents.size() || end - begin != tensor.nbytes()) {
        throw InputError("the tensor " + name + " does not fit its offsets");
      }
      // An empty tensor may have a null pointer, which memcpy does not allow.
      if (begin < end) std::memcpy(tensor.data_ptr(), checked.contents.data() + begin, tensor.nbytes());
      file.tensors.emplace(name, std::move(tensor));
    }
  } catch (const InputError& error) {
    throw DamagedFile(fmt::format("{} is damaged: {}", path.string(), error.what()));
  } catch (const json::exception&) {
    throw DamagedFile(fmt::format("{} is damaged: its header was changed", path.string()));
  }
  return file;
}

TensorFile read_safetensors(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  return read_tensors(path, check_file(path, bytes));
}

}  // namespace actsweep
