#include "harness/util/nearest.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace actsweep {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// Optimal string alignment distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

struct Renamed {
  std::string_view old_name, new_name;
};

constexpr std::array kRenamed = {
    Renamed{"inside", "diagnostics"},
    Renamed{"flavour", "preset"},
    Renamed{"as_good", "equivalent"},
    Renamed{"batch_norm_flavour", "batch_norm_preset"},
    Renamed{"not_worse", "non_inferior"},
    Renamed{"as", "to"},
    Renamed{"--slots", "--jobs"},
    Renamed{"--hang-after", "--heartbeat-timeout"},
    Renamed{"--json", "--format json"},
    Renamed{"semantics", "training_version"},
    Renamed{"slots", "jobs"},
    Renamed{"layers", "diagnostics"},
    Renamed{"usual", "default"},
    Renamed{"look", "interim_analysis"},
};

}  // namespace

std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates) {
  constexpr std::size_t kMaxNameLength = 200;  // longer input is not a typing error
  if (name.size() > kMaxNameLength) return std::nullopt;
  const std::string wanted = lower(name);
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(2, wanted.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    if (distance < best_distance && distance < candidate.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string renamed(std::string_view given) {
  const std::string name = lower(given);
  std::string now;
  bool is_renamed = false;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    const std::string_view part = std::string_view(name).substr(begin, end - begin);
    const auto* const found =
        std::find_if(kRenamed.begin(), kRenamed.end(), [&](const Renamed& one) { return one.old_name == part; });
    is_renamed = is_renamed || found != kRenamed.end();
    if (begin > 0) now += '.';
    now += found == kRenamed.end() ? part : found->new_name;
    begin = end + 1;
  }
  return is_renamed ? now : "";
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string now = renamed(name);
  if (!now.empty() && std::find(candidates.begin(), candidates.end(), now) != candidates.end()) {
    return " (it is now called " + now + ")";
  }
  const auto best = nearest(name, candidates);
  return best ? " (did you mean " + *best + "?)" : "";
}

}  // namespace actsweep
