#include "harness/train/checkpoint.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <utility>

#include "harness/train/safetensors.h"
#include "harness/util/error.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

/// Prefix of the names of values, which keeps them apart from those of the identity.
constexpr const char* kValue = "value.";

class StateSaver : public StateVisitor {
 public:
  void tensor(const std::string& name, at::Tensor& value) override {
    if (value.defined()) file.tensors.emplace(name, value);
  }

  TensorFile file;

 protected:
  bool is_loading() const override { return false; }
  void exchange(const std::string& name, nlohmann::json& value) override { file.texts[kValue + name] = value.dump(); }
};

class StateRestorer : public StateVisitor {
 public:
  StateRestorer(const TensorFile& file, c10::Device device) : file_(file), device_(device) {}

  void tensor(const std::string& name, at::Tensor& value) override {
    const auto saved = file_.tensors.find(name);
    if (saved == file_.tensors.end()) {
      if (value.defined()) throw DamagedFile("the checkpoint has no tensor " + name);
      return;
    }
    if (!value.defined()) {
      value = saved->second.to(device_);
      return;
    }
    if (value.sizes() != saved->second.sizes() || value.scalar_type() != saved->second.scalar_type()) {
      throw DamagedFile("the checkpoint has a tensor " + name + " of another shape or type");
    }
    const at::NoGradGuard no_gradient;
    value.copy_(saved->second);
  }

 protected:
  bool is_loading() const override { return true; }
  void exchange(const std::string& name, nlohmann::json& value) override {
    const auto saved = file_.texts.find(kValue + name);
    if (saved == file_.texts.end()) throw DamagedFile("the checkpoint has no value " + name);
    value = nlohmann::json::parse(saved->second);
  }

 private:
  const TensorFile& file_;
  c10::Device device_;
};

}  // namespace

Checkpoints::Checkpoints(const protocol::CheckpointFiles& files, const CheckpointIdentity& identity, c10::Device device,
                         Note note)
    : files_(files), identity_(identity), device_(device), note_(std::move(note)) {}

bool Checkpoints::restore(const Visit& visit) const {
  std::error_code ignored;
  if (files_.current.empty() || !std::filesystem::exists(files_.current, ignored)) return false;
  const std::string bytes = read_file(files_.current);
  CheckpointDecision decision = decide_checkpoint(files_.current, bytes, identity_);
  if (!decision.resumes_from) {
    note_("starts over: " + decision.why_start_over);
    return false;
  }
  const TensorFile file = read_tensors(files_.current, std::move(*decision.resumes_from));
  StateRestorer restorer(file, device_);
  visit(restorer);
  return true;
}

bool Checkpoints::is_due() const {
  if (files_.current.empty()) return false;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - saved_at_).count() >= files_.seconds;
}

void Checkpoints::save(const Visit& visit) {
  write(files_.current, visit);
  saved_at_ = std::chrono::steady_clock::now();
}

void Checkpoints::write(const std::filesystem::path& path, const Visit& visit) {
  if (path.empty()) return;
  StateSaver saver;
  visit(saver);
  for (const auto& [name, text] : identity_) saver.file.texts[kIdentityPrefix + name] = text;
  try {
    write_safetensors(path, saver.file);
    has_failed_ = false;
  } catch (const InputError& error) {
    if (!std::exchange(has_failed_, true)) note_(fmt::format("continues without a checkpoint: {}", error.what()));
  }
}

}  // namespace actsweep
