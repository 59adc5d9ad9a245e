#include "harness/train/checkpoint.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <utility>

#include "harness/train/safetensors.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

/// Before the names of an identity and of a training's values, so that neither can be taken for the other.
constexpr const char* kIdentity = "identity.";
constexpr const char* kValue = "value.";

class Keeper : public StateVisitor {
 public:
  void tensor(const std::string& name, at::Tensor& value) override {
    if (value.defined()) file.tensors.emplace(name, value);
  }

  TensorFile file;

 protected:
  bool is_loading() const override { return false; }
  void exchange(const std::string& name, nlohmann::json& value) override { file.texts[kValue + name] = value.dump(); }
};

class Giver : public StateVisitor {
 public:
  Giver(const TensorFile& file, c10::Device device) : file_(file), device_(device) {}

  void tensor(const std::string& name, at::Tensor& value) override {
    const auto kept = file_.tensors.find(name);
    if (kept == file_.tensors.end()) {
      if (value.defined()) throw DamagedFile("the checkpoint has no tensor " + name);
      return;
    }
    if (!value.defined()) {
      value = kept->second.to(device_);
      return;
    }
    if (value.sizes() != kept->second.sizes() || value.scalar_type() != kept->second.scalar_type()) {
      throw DamagedFile("the checkpoint has another kind of tensor " + name);
    }
    const at::NoGradGuard no_gradient;
    value.copy_(kept->second);
  }

 protected:
  bool is_loading() const override { return true; }
  void exchange(const std::string& name, nlohmann::json& value) override {
    const auto kept = file_.texts.find(kValue + name);
    if (kept == file_.texts.end()) throw DamagedFile("the checkpoint has no value " + name);
    value = nlohmann::json::parse(kept->second);
  }

 private:
  const TensorFile& file_;
  c10::Device device_;
};

/// What of the identity a checkpoint does not share: "LibTorch 1.13.0 instead of 2.13.0"; empty where it fits.
std::string difference(const TensorFile& file, const CheckpointIdentity& identity) {
  for (const auto& [name, wanted] : identity) {
    const auto found = file.texts.find(kIdentity + name);
    const std::string there = found == file.texts.end() ? "none" : found->second;
    if (there != wanted) return fmt::format("{} {} instead of {}", name, there, wanted);
  }
  return "";
}

}  // namespace

Checkpoints::Checkpoints(const CheckpointPlan& plan, c10::Device device, Note note)
    : plan_(plan), device_(device), note_(std::move(note)) {}

bool Checkpoints::take_back(const Visit& visit) const {
  std::error_code ignored;
  if (plan_.file.empty() || !std::filesystem::exists(plan_.file, ignored)) return false;
  TensorFile file;
  try {
    file = read_safetensors(plan_.file);
  } catch (const DamagedFile& error) {
    note_(fmt::format("starts over: the checkpoint {}", error.what()));
    return false;
  }
  if (const std::string other = difference(file, plan_.identity); !other.empty()) {
    note_(fmt::format("starts over: the checkpoint {} was made with {}", plan_.file.string(), other));
    return false;
  }
  Giver giver(file, device_);
  visit(giver);
  return true;
}

bool Checkpoints::is_due() const {
  if (plan_.file.empty()) return false;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - saved_at_).count() >= plan_.seconds;
}

void Checkpoints::save(const Visit& visit) {
  write(plan_.file, visit);
  saved_at_ = std::chrono::steady_clock::now();
}

void Checkpoints::write(const std::filesystem::path& path, const Visit& visit) {
  if (path.empty()) return;
  Keeper keeper;
  visit(keeper);
  for (const auto& [name, text] : plan_.identity) keeper.file.texts[kIdentity + name] = text;
  try {
    write_safetensors(path, keeper.file);
    has_failed_ = false;
  } catch (const InputError& error) {
    if (!std::exchange(has_failed_, true)) note_(fmt::format("goes on without a checkpoint: {}", error.what()));
  }
}

}  // namespace actsweep
