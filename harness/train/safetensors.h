#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

#include "harness/util/error.h"

namespace actsweep {

/// What a file in the safetensors format holds (https://github.com/huggingface/safetensors): tensors and texts by name.
struct TensorFile {
  std::map<std::string, at::Tensor> tensors;  ///< on any device when written, on the CPU when read
  std::map<std::string, std::string> texts;   ///< the format's metadata, without the key "sha256"
};

/// A file that holds something else than was written, or another thing than is looked for in it.
class DamagedFile : public InputError {
 public:
  using InputError::InputError;
};

/// Writes beside the file, syncs and renames. To the metadata it adds "sha256", a checksum of all that the file holds.
/// Throws InputError, naming the path and the reason.
void write_safetensors(const std::filesystem::path& path, const TensorFile& file);

/// Reads what write_safetensors() wrote. Throws DamagedFile, naming the path and what is wrong with it, for any other
/// file: truncated, altered in a single bit, or without the checksum; InputError where it cannot be read.
TensorFile read_safetensors(const std::filesystem::path& path);

}  // namespace actsweep
