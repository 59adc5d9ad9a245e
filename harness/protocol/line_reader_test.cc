#include "harness/protocol/line_reader.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <vector>

namespace actsweep::protocol {
namespace {

using Lines = std::vector<std::string>;

std::array<int, 2> open_pipe() {
  std::array<int, 2> ends{-1, -1};
  EXPECT_EQ(pipe(ends.data()), 0);
  return ends;
}

class LineReaderTest : public ::testing::Test {
 protected:
  ~LineReaderTest() override {
    close(ends_[0]);
    close_input();
  }

  /// What one read hands on after `text` was written.
  Lines read_after(const std::string& text) {
    EXPECT_TRUE(write_all(ends_[1], text));
    return read();
  }

  Lines read() {
    Lines lines;
    more_ = reader_.read_available([&](std::string_view line) { lines.emplace_back(line); });
    return lines;
  }

  void close_input() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

  std::array<int, 2> ends_ = open_pipe();
  bool more_ = true;
  LineReader reader_{ends_[0]};
};

TEST_F(LineReaderTest, HandsOnEveryCompleteLine) {
  EXPECT_EQ(read_after("one\ntwo\n\nthree\n"), (Lines{"one", "two", "", "three"}));
  EXPECT_TRUE(more_);
}

TEST_F(LineReaderTest, KeepsAPartUntilTheRestComes) {
  EXPECT_EQ(read_after("on"), Lines{});
  EXPECT_EQ(read_after("e\ntw"), Lines{"one"});
  EXPECT_EQ(read_after("o"), Lines{});
  EXPECT_EQ(read_after("\n"), Lines{"two"});
  EXPECT_TRUE(more_);
}

TEST_F(LineReaderTest, SaysWhenTheInputEnds) {
  EXPECT_EQ(read_after("one\nhalf"), Lines{"one"});
  close_input();
  EXPECT_EQ(read(), Lines{});
  EXPECT_FALSE(more_);
}

TEST_F(LineReaderTest, PutsALineOfAMegabyteTogether) {
  const std::string line(1 << 20, 'x');
  std::thread writer([&] { EXPECT_TRUE(write_all(ends_[1], line + "\n")); });
  Lines lines;
  while (lines.empty() && more_) lines = read();
  writer.join();
  EXPECT_EQ(lines, Lines{line});
}

TEST_F(LineReaderTest, WritingToAPipeWithoutReaderFails) {
  signal(SIGPIPE, SIG_IGN);
  const std::array<int, 2> ends = open_pipe();
  close(ends[0]);
  EXPECT_FALSE(write_all(ends[1], "hello\n"));
  close(ends[1]);
}

}  // namespace
}  // namespace actsweep::protocol
