#include "engine/batch/roster/id_number.h"

#include <array>
#include <chrono>

namespace certphoto {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

int Number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

char CheckCharacter(std::string_view first17) {
  constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};  // 2^(17-i) mod 11
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (first17[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11];
}

}  // namespace

std::optional<std::string> ProblemOfIdNumber(std::string_view number) {
  if (number.size() != 18)
    return "an identity number has 18 characters, this one " + std::to_string(number.size());
  for (std::size_t i = 0; i < 17; ++i)
    if (!IsDigit(number[i]))
      return "character " + std::to_string(i + 1) + " of the identity number is no digit";
  const char last = number[17] == 'x' ? 'X' : number[17];
  if (!IsDigit(last) && last != 'X')
    return "the last character of the identity number is neither a digit nor X";
  const int year = Number(number.substr(6, 4));
  const std::chrono::year_month_day birth{
      std::chrono::year(year), std::chrono::month(static_cast<unsigned>(Number(number.substr(10, 2)))),
      std::chrono::day(static_cast<unsigned>(Number(number.substr(12, 2))))};
  if (year < 1900 || year > 2099 || !birth.ok())
    return "the birth date in the identity number does not exist";
  if (last != CheckCharacter(number)) return "the check digit of the identity number is wrong (GB 11643)";
  return std::nullopt;
}

std::string CanonicalIdNumber(std::string_view number) {
  std::string out(number);
  if (out.size() == 18 && out.back() == 'x') out.back() = 'X';
  return out;
}

}  // namespace certphoto
