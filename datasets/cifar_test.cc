#include "datasets/cifar.h"

#include <gmock/gmock.h>

#include "datasets/test_files.h"

namespace actsweep {
namespace {

using testing::error_of;
using testing::TemporaryFolder;
using testing::write_bytes;

std::string record(const std::string& labels, char gray) {
  return labels + std::string(std::size_t{3} * 32 * 32, gray);
}

Dataset load(const char* name, const TemporaryFolder& root) {
  return load_dataset(Params(nlohmann::json{{"name", name}}), {{root.path()}});
}

class Cifar10Test : public ::testing::Test {
 protected:
  Cifar10Test() {
    write_bytes(folder_ / "data_batch_2.bin", record("\3", 30));
    write_bytes(folder_ / "data_batch_1.bin", record("\1", 10) + record("\2", 20));
    write_bytes(folder_ / "test_batch.bin", record("\4", 40));
  }
  std::string error() const {
    return error_of([this] { load("cifar10", root_); });
  }

  const TemporaryFolder root_;
  const std::filesystem::path folder_ = root_ / "cifar-10-batches-bin";
};

TEST_F(Cifar10Test, ReadsTheBatchesThatAreThereInOrder) {
  const Dataset dataset = load("cifar10", root_);
  EXPECT_THAT(dataset.train.labels, ::testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(dataset.test.labels, ::testing::ElementsAre(4));
  ASSERT_EQ(dataset.train.pixels.size(), 3 * dataset.image_bytes());
  EXPECT_EQ(dataset.train.pixels[0], 10);
  EXPECT_EQ(dataset.train.pixels[dataset.image_bytes()], 20);
  EXPECT_EQ(dataset.train.pixels.back(), 30);
  EXPECT_EQ(dataset.class_names[9], "truck");
  EXPECT_THAT(dataset.remarks, ::testing::ElementsAre("3 of the official 50,000 training images",
                                                      "1 of the official 10,000 test images"));
}

TEST_F(Cifar10Test, TakesClassNamesFromTheFile) {
  write_bytes(folder_ / "batches.meta.txt", "a\nb\r\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
  EXPECT_THAT(load("cifar10", root_).class_names,
              ::testing::ElementsAre("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
}

TEST_F(Cifar10Test, DoesNotTakeClassNamesThatAreNone) {
  const std::string nine = "a\nb\nc\nd\ne\nf\ng\nh\ni\n";
  for (const std::string& names : {std::string("a\nb\n"), nine + "\x1b[31mj\n", nine + std::string(1000, 'j')}) {
    write_bytes(folder_ / "batches.meta.txt", names);
    const Dataset dataset = load("cifar10", root_);
    EXPECT_EQ(dataset.class_names[0], "airplane");
    EXPECT_EQ(dataset.remarks.front(), "batches.meta.txt does not name 10 classes; the official names are shown");
  }
}

TEST_F(Cifar10Test, DoesNotReadClassNamesWithoutEnd) {
  std::filesystem::create_symlink("/dev/zero", folder_ / "batches.meta.txt");
  EXPECT_EQ(load("cifar10", root_).class_names[0], "airplane");
}

TEST_F(Cifar10Test, NoTrainingBatch) {
  std::filesystem::remove(folder_ / "data_batch_1.bin");
  std::filesystem::remove(folder_ / "data_batch_2.bin");
  EXPECT_EQ(error(), (folder_ / "data_batch_1.bin").string() + " is missing; get it with: actsweep data fetch cifar10");
}

TEST_F(Cifar10Test, PartOfARecord) {
  for (const std::uintmax_t size : {0, 3072, 3074}) {
    std::filesystem::resize_file(folder_ / "test_batch.bin", size);
    EXPECT_EQ(error(), (folder_ / "test_batch.bin").string() + " is truncated: its " +
                           (size == 0      ? "0"
                            : size == 3072 ? "3,072"
                                           : "3,074") +
                           " bytes are no whole number of records of 3,073 bytes");
  }
}

TEST_F(Cifar10Test, LabelOutOfRange) {
  write_bytes(folder_ / "data_batch_2.bin", record("\3", 0) + record("\n", 0));
  EXPECT_EQ(error(), (folder_ / "data_batch_2.bin").string() +
                         ": label 10 of record 1 (the first is 0) is out of range, expected 0 to 9");
}

TEST_F(Cifar10Test, FolderInPlaceOfAFile) {
  std::filesystem::remove(folder_ / "test_batch.bin");
  std::filesystem::create_directory(folder_ / "test_batch.bin");
  EXPECT_EQ(error(), "cannot read " + (folder_ / "test_batch.bin").string() + ": Is a directory");
}

TEST_F(Cifar10Test, CompressedEvenWhereItsSizeIsThatOfRecords) {
  const std::filesystem::path file = folder_ / "test_batch.bin";
  testing::write_gzip(file, record("\4", 40) + record("\5", 50));
  const std::string refusal = file.string() + " is in gzip's format; unpack it";
  EXPECT_EQ(error(), refusal);
  // A field of the gzip header fills it up.
  const std::string bytes = testing::read_bytes(file);
  const std::size_t filling = 3073 - bytes.size() - 2;
  std::string padded = bytes.substr(0, 10) + static_cast<char>(filling & 255) + static_cast<char>(filling >> 8) +
                       std::string(filling, 'x') + bytes.substr(10);
  padded[3] = 4;  // the header has such a field
  ASSERT_EQ(padded.size(), 3073U);
  write_bytes(file, padded);
  EXPECT_EQ(error(), refusal);
}

TEST_F(Cifar10Test, MoreRecordsThanThereCanBe) {
  ImageSet part;
  append_cifar_file(part, folder_ / "data_batch_1.bin", 1, 10, 2);
  EXPECT_EQ(error_of([&] { append_cifar_file(part, folder_ / "data_batch_2.bin", 1, 10, 2); }),
            (folder_ / "data_batch_2.bin").string() + " makes 3 records, more than the official 2");
}

TEST(Cifar100, TakesTheFineLabel) {
  const TemporaryFolder root;
  write_bytes(root / "cifar-100-binary/train.bin", record("\x13\x63", 10) + record({0, 0}, 20));
  write_bytes(root / "cifar-100-binary/test.bin", record("\2\x32", 30));
  const Dataset dataset = load("cifar100", root);
  EXPECT_THAT(dataset.train.labels, ::testing::ElementsAre(99, 0));
  EXPECT_THAT(dataset.test.labels, ::testing::ElementsAre(50));
  EXPECT_EQ(dataset.train.pixels[0], 10);
  EXPECT_EQ(dataset.train.pixels.back(), 20);
  EXPECT_EQ(dataset.class_names.front(), "apple");
  EXPECT_EQ(dataset.class_names.back(), "worm");
}

}  // namespace
}  // namespace actsweep
