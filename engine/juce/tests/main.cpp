#include "check.h"

int main() {
    using namespace receiver::testing;
    int failed = 0;
    for (const auto& test : tests()) {
        const int before = failures();
        test.run();
        if (failures() == before) continue;
        ++failed;
        std::cerr << "FAILED: " << test.name << '\n';
    }
    std::cerr << tests().size() << " tests of pattern-receiver, " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}
