#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace actsweep::testing_support {

inline constexpr const char* kReady =
    R"(echo '{"event":"ready","libtorch_version":"1.0","cpu_capability":"AVX","device":"cpu",)"
    R"("processor":"some","git_commit":"c0ffee","git_dirty":true}')";

/// A shell script in place of actsweep-trainer. It runs `start` first, then `body` for every request, with the id of
/// the trial in $trial; `say EVENT REST` in `body` sends an event of the trial.
inline std::filesystem::path fake_trainer(const std::filesystem::path& folder, const std::string& body,
                                          const std::string& start = kReady) {
  const std::filesystem::path path = folder / "trainer";
  std::ofstream(path) << fmt::format(
      "#!/bin/sh\n"
      "say() {{ printf '{{\"event\":\"%s\",\"trial\":\"%s\"%s}}\\n' \"$1\" \"$trial\" \"$2\"; }}\n"
      "{}\n"
      "while read -r request; do\n"
      "  trial=${{request#*'\"trial\":\"'}}\n"
      "  trial=${{trial%%'\"'*}}\n"
      "  {}\n"
      "done\n",
      start, body);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

}  // namespace actsweep::testing_support
