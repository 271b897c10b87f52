/** A test is a named function; what it expects it says with `expect`. */
#pragma once

#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace receiver::testing {

struct Test {
    std::string name;
    std::function<void()> run;
};

inline std::vector<Test>& tests() {
    static std::vector<Test> all;
    return all;
}

inline int& failures() {
    static int count = 0;
    return count;
}

struct Register {
    Register(std::string name, std::function<void()> run) { tests().push_back({std::move(name), std::move(run)}); }
};

template <typename Found, typename Wanted>
void expectEqual(const Found& found, const Wanted& wanted, const char* what, int line) {
    if (found == wanted) return;
    ++failures();
    std::cerr << "  line " << line << ": " << what << " is " << found << ", not " << wanted << '\n';
}

}  // namespace receiver::testing

#define EXPECT_EQUAL(found, wanted) ::receiver::testing::expectEqual((found), (wanted), #found, __LINE__)
#define EXPECT(condition) EXPECT_EQUAL(static_cast<bool>(condition), true)
#define TEST_JOINED(one, other) one##other
#define TEST_ON_LINE(name, line)                                                                             \
    static void TEST_JOINED(test, line)();                                                                   \
    static const ::receiver::testing::Register TEST_JOINED(registered, line)(name, TEST_JOINED(test, line)); \
    static void TEST_JOINED(test, line)()
#define TEST_HERE(name, line) TEST_ON_LINE(name, line)
#define TEST(name) TEST_HERE(name, __LINE__)
