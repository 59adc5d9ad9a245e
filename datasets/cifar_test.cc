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

TEST_F(Cifar10Test, ReadsExistingBatchesInOrder) {
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

TEST_F(Cifar10Test, ReadsClassNamesFromTheFile) {
  write_bytes(folder_ / "batches.meta.txt", "a\nb\r\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
  EXPECT_THAT(load("cifar10", root_).class_names,
              ::testing::ElementsAre("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
}

TEST_F(Cifar10Test, IgnoresInvalidClassNames) {
  const std::string nine = "a\nb\nc\nd\ne\nf\ng\nh\ni\n";
  for (const std::string& names : {std::string("a\nb\n"), nine + "\x1b[31mj\n", nine + std::string(1000, 'j')}) {
    write_bytes(folder_ / "batches.meta.txt", names);
    const Dataset dataset = load("cifar10", root_);
    EXPECT_EQ(dataset.class_names[0], "airplane");
    EXPECT_EQ(dataset.remarks.front(), "batches.meta.txt does not list 10 class names; using the official ones");
  }
}

TEST_F(Cifar10Test, LimitsTheSizeOfTheClassNamesFile) {
  std::filesystem::create_symlink("/dev/zero", folder_ / "batches.meta.txt");
  EXPECT_EQ(load("cifar10", root_).class_names[0], "airplane");
}

TEST_F(Cifar10Test, FailsWithoutTrainingBatches) {
  std::filesystem::remove(folder_ / "data_batch_1.bin");
  std::filesystem::remove(folder_ / "data_batch_2.bin");
  EXPECT_EQ(error(), (folder_ / "data_batch_1.bin").string() + " is missing; get it with: actsweep data fetch cifar10");
}

TEST_F(Cifar10Test, RejectsAPartialRecord) {
  for (const std::uintmax_t size : {0, 3072, 3074}) {
    std::filesystem::resize_file(folder_ / "test_batch.bin", size);
    EXPECT_EQ(error(), (folder_ / "test_batch.bin").string() + " is truncated: its size, " +
                           (size == 0      ? "0"
                            : size == 3072 ? "3,072"
                                           : "3,074") +
                           " bytes, is not a multiple of the record size, 3,073 bytes");
  }
}

TEST_F(Cifar10Test, RejectsALabelOutOfRange) {
  write_bytes(folder_ / "data_batch_2.bin", record("\3", 0) + record("\n", 0));
  EXPECT_EQ(error(), (folder_ / "data_batch_2.bin").string() +
                         ": label 10 of record 1 (counting from 0) is out of range; expected 0 to 9");
}

TEST_F(Cifar10Test, RejectsAFolderInPlaceOfAFile) {
  std::filesystem::remove(folder_ / "test_batch.bin");
  std::filesystem::create_directory(folder_ / "test_batch.bin");
  EXPECT_EQ(error(), "cannot read " + (folder_ / "test_batch.bin").string() + ": Is a directory");
}

TEST_F(Cifar10Test, RejectsGzipEvenIfItsSizeIsAMultipleOfTheRecordSize) {
  const std::filesystem::path file = folder_ / "test_batch.bin";
  testing::write_gzip(file, record("\4", 40) + record("\5", 50));
  const std::string message = file.string() + " is gzip-compressed; unpack it first";
  EXPECT_EQ(error(), message);
  // Pad the file to the size of one record with an extra field in the gzip header.
  const std::string bytes = testing::read_bytes(file);
  const std::size_t padding = 3073 - bytes.size() - 2;
  std::string padded = bytes.substr(0, 10) + static_cast<char>(padding & 255) + static_cast<char>(padding >> 8) +
                       std::string(padding, 'x') + bytes.substr(10);
  padded[3] = 4;  // the FEXTRA flag
  ASSERT_EQ(padded.size(), 3073U);
  write_bytes(file, padded);
  EXPECT_EQ(error(), message);
}

TEST_F(Cifar10Test, RejectsTooManyRecords) {
  ImageSet part;
  append_cifar_file(part, folder_ / "data_batch_1.bin", 1, 10, 2);
  EXPECT_EQ(error_of([&] { append_cifar_file(part, folder_ / "data_batch_2.bin", 1, 10, 2); }),
            (folder_ / "data_batch_2.bin").string() + " brings the total to 3 records; the official data set has 2");
}

TEST(Cifar100, ReadsTheFineLabel) {
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
