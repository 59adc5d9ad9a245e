#include "models/network/output_shape.h"

#include <fmt/format.h>

#include <algorithm>

namespace actsweep::network {
namespace {

void expect_image(const Shape& input) {
  if (input.flat) throw ShapeError{"expects an image, not flat features"};
}

void expect_flat(const Shape& input) {
  if (!input.flat) throw ShapeError{"expects flat features; add flatten or global_pool before it"};
}

Shape windowed(const Shape& input, std::int64_t channels, const Extent& kernel, const Extent& stride,
               const Padding& padding) {
  expect_image(input);
  const Margins zeros = margins(kernel, stride, padding, input);
  const std::int64_t height = input.height + zeros.top + zeros.bottom, width = input.width + zeros.left + zeros.right;
  if (height < kernel.height || width < kernel.width) {
    throw ShapeError{fmt::format("the window of {}x{} pixels is larger than the input", kernel.height, kernel.width)};
  }
  return {channels, (height - kernel.height) / stride.height + 1, (width - kernel.width) / stride.width + 1};
}

void expect_divides(std::int64_t parts, std::int64_t channels, const char* what) {
  if (channels % parts != 0)
    throw ShapeError{fmt::format("{} {} cannot be divided into {} equal parts", channels, what, parts)};
}

void expect_small_padding(const auto& pool) {
  // LibTorch's rule: otherwise a window could contain only padding.
  if (pool.padding.height * 2 > pool.window.height || pool.padding.width * 2 > pool.window.width) {
    throw ShapeError{"the padding is larger than half of the window"};
  }
}

Shape pooled(const auto& pool, const Shape& input) {
  expect_small_padding(pool);
  return windowed(input, input.channels, pool.window, pool.stride.value_or(pool.window), pool.padding);
}

Shape shape_of(const Conv& conv, const Shape& input) {
  expect_image(input);
  expect_divides(conv.groups, input.channels, "channels");
  expect_divides(conv.groups, conv.filters, "filters");
  return windowed(input, conv.filters, conv.kernel, conv.stride, conv.padding);
}
Shape shape_of(const Depthwise& conv, const Shape& input) {
  return windowed(input, input.channels, conv.kernel, conv.stride, conv.padding);
}
/// Follows LibTorch's rule for ceil_mode, where windows may end outside of the image.
Shape shape_of(const MaxPool& pool, const Shape& input) {
  if (!pool.ceil) return pooled(pool, input);
  expect_image(input);
  expect_small_padding(pool);
  const Extent stride = pool.stride.value_or(pool.window);
  const auto windows = [](std::int64_t pixels, std::int64_t padding, std::int64_t window, std::int64_t step) {
    const std::int64_t last = pixels + 2 * padding - window + step - 1;  // the last start of a window
    if (last < 0) throw ShapeError{fmt::format("the window of {} pixels is larger than the input", window)};
    const std::int64_t count = last / step + 1;
    return (count - 1) * step < pixels + padding ? count : count - 1;
  };
  return {input.channels, windows(input.height, pool.padding.height, pool.window.height, stride.height),
          windows(input.width, pool.padding.width, pool.window.width, stride.width)};
}
Shape shape_of(const AvgPool& pool, const Shape& input) { return pooled(pool, input); }
Shape shape_of(const GlobalPool&, const Shape& input) {
  expect_image(input);
  return {.channels = input.channels, .flat = true};
}
Shape shape_of(const AdaptivePool& pool, const Shape& input) {
  expect_image(input);
  return {input.channels, pool.size.height, pool.size.width};
}
Shape shape_of(const Flatten&, const Shape& input) { return {.channels = input.features(), .flat = true}; }
Shape shape_of(const Dense& dense, const Shape& input) {
  expect_flat(input);
  return {.channels = dense.units, .flat = true};
}
Shape shape_of(const Output& output, const Shape& input) {
  expect_flat(input);
  return {.channels = output.classes, .flat = true};
}
Shape shape_of(const Dropout& dropout, const Shape& input) {
  if (dropout.channels) expect_image(input);
  return input;
}
Shape shape_of(const Shuffle& shuffle, const Shape& input) {
  expect_image(input);
  expect_divides(shuffle.groups, input.channels, "channels");
  return input;
}
Shape shape_of(const Capsules& capsules, const Shape& input) {
  expect_image(input);
  if (capsules.inputs > 0 && input.channels % capsules.inputs != 0) {
    throw ShapeError{
        fmt::format("{} channels are not a multiple of the capsule size, {}", input.channels, capsules.inputs)};
  }
  return {.channels = capsules.classes, .flat = true};
}
Shape shape_of(const Gate&, const Shape& input) {
  expect_image(input);
  return input;
}
Shape shape_of(const Norm&, const Shape& input) { return input; }
Shape shape_of(const Act&, const Shape& input) { return input; }

Shape joined(const Residual&, const Shape& input, const std::vector<Shape>& branches) {
  const Shape& shortcut = branches.size() > 1 ? branches[1] : input;
  if (branches[0] != shortcut) {
    throw ShapeError{
        fmt::format("the body outputs {}, but the shortcut {}; their shapes must be equal, for example with "
                    "(body | conv {} 1)",
                    to_string(branches[0]), to_string(shortcut), branches[0].channels)};
  }
  return branches[0];
}

Shape concatenated(const std::vector<Shape>& branches) {
  Shape all = branches[0];
  all.channels = 0;
  for (const Shape& branch : branches) {
    if (branch.height != all.height || branch.width != all.width || branch.flat != all.flat) {
      throw ShapeError{fmt::format("the branches output {} and {}, which differ in more than their channels",
                                   to_string(branches[0]), to_string(branch))};
    }
    all.channels += branch.channels;
  }
  return all;
}

Shape joined(const Concat&, const Shape&, const std::vector<Shape>& branches) { return concatenated(branches); }
Shape joined(const Split&, const Shape&, const std::vector<Shape>& branches) { return concatenated(branches); }
Shape joined(const Auxiliary& auxiliary, const Shape& input, const std::vector<Shape>& branches) {
  const Steps& branch = auxiliary.branches[0];
  if (branch.empty() || !std::holds_alternative<Output>(branch.back().any())) {
    throw ShapeError{"it outputs " + to_string(branches[0]) + " instead of one value per class; end it with output"};
  }
  return input;
}
Shape joined(const Stage&, const Shape&, const std::vector<Shape>& branches) { return branches[0]; }

}  // namespace

Shape output_shape(const Step& step, const Shape& input, const std::vector<Shape>& branches) {
  return std::visit(
      [&]<typename Kind>(const Kind& kind) {
        if constexpr (HoldsSteps<Kind>) {
          return joined(kind, input, branches);
        } else {
          return shape_of(kind, input);
        }
      },
      step.any());
}

Shape branch_input(const Step& step, const Shape& input) {
  const auto* split = std::get_if<Split>(&step.any());
  if (split == nullptr) return input;
  Shape part = input;
  const auto parts = static_cast<std::int64_t>(split->branches.size());
  expect_divides(parts, input.channels, "channels");
  part.channels /= parts;
  return part;
}

Margins margins(const Extent& kernel, const Extent& stride, const Padding& padding, const Shape& input) {
  if (padding) return {padding->height, padding->height, padding->width, padding->width};
  const auto same = [](std::int64_t pixels, std::int64_t window, std::int64_t step) {
    const std::int64_t windows = (pixels + step - 1) / step;
    return std::max<std::int64_t>(0, (windows - 1) * step + window - pixels);
  };
  const std::int64_t rows = same(input.height, kernel.height, stride.height);
  const std::int64_t columns = same(input.width, kernel.width, stride.width);
  return {rows / 2, rows - rows / 2, columns / 2, columns - columns / 2};
}

bool has_bias(const std::optional<bool>& requested, const Steps& steps, std::size_t i) {
  if (requested) return *requested;
  return i + 1 >= steps.size() || !std::holds_alternative<Norm>(steps[i + 1].any());
}

}  // namespace actsweep::network
