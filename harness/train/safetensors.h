#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

#include "harness/protocol/checkpoint_file.h"

namespace actsweep {

/// The contents of a file in the safetensors format (https://github.com/huggingface/safetensors).
struct TensorFile {
  std::map<std::string, at::Tensor> tensors;  ///< on any device when written, on the CPU when read
  std::map<std::string, std::string> texts;   ///< the format's metadata, without the key "sha256"
};

/// Replaces the file atomically. Adds "sha256", a checksum of the whole file, to the metadata. Throws InputError with
/// the path and the reason.
void write_safetensors(const std::filesystem::path& path, const TensorFile& file);

/// Reads a file that write_safetensors() wrote. Throws DamagedFile, with the path and the defect, if the file is
/// truncated, has a flipped bit or lacks the checksum; InputError if it cannot be read.
TensorFile read_safetensors(const std::filesystem::path& path);
/// The tensors of a file that was checked. Throws DamagedFile if one does not fit its place or has an unknown type.
TensorFile read_tensors(const std::filesystem::path& path, CheckedFile checked);

}  // namespace actsweep
