#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/network/step.h"

/// Networks as text:
///
///     conv {width} 3; norm; act                                # a step is a word and its sizes
///     residual(conv {width} 3; norm; act; conv {width} 3; norm); act
///     repeat 2 (conv 64 3 groups=2; norm; act)                 # then its options; (steps) where it holds some
///     concat(conv 32 1; act | conv 32 3; act)
///     global_pool; output
///
/// A newline or ; ends a step, # starts a comment. A size is a number, a product or quotient of numbers as 2*{width},
/// or of a window HEIGHTxWIDTH as 1x7. {name} is put in; {classes} is the number of classes of the data set.
namespace actsweep::network {

/// The steps of a text. Throws InputError with the line, what is wrong, what would be right, and the line with a caret
/// below.
Steps read(std::string_view text, const std::map<std::string, std::int64_t>& values, std::int64_t classes);

/// The text in the one way in which it is an identity: on one line, without comments, what is at its default left out,
/// names still to be put in. Throws as read(), for all that shows without their values.
std::string canonical(std::string_view text);

/// The names to be put in, {classes} apart, in the order in which they appear; also of a text that read() refuses.
std::vector<std::string> placeholders(std::string_view text);

/// Steps as text, from which read() makes the same steps. Repetitions are written as such.
std::string write(const Steps& steps);
/// A step without those that it holds: "conv 64 3 stride=2", "residual".
std::string head(const Step& step);

/// A word of the notation, as `actsweep list steps` shows it.
struct Word {
  std::string usage;    ///< "conv FILTERS KERNEL"
  std::string options;  ///< "[stride=1] [padding=same]"
  std::string summary;
};
std::vector<Word> words();

}  // namespace actsweep::network
