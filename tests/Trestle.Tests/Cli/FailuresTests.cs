using Shouldly;

using Trestle.Cli.Output;
using Trestle.Core.Errors;

using Xunit;

namespace Trestle.Tests.Cli;

public sealed class FailuresTests
{
    private static readonly Problem Two = new("TR0001", "two", "one\nof them", "here:1:2", "take one");

    [Fact]
    public void Problems_are_five_lines_each_and_give_their_exit_code() =>
        Tell(new TrestleException([Two, Two], ExitCode.Refused)).ShouldBe((2, string.Concat(Enumerable.Repeat(
            """
            TR0001 two
              expected  one of them
              where     here:1:2
              fix       take one
              see       docs/errors/TR0001.md

            """,
            2))));

    [Fact]
    public void A_cancelled_command_can_be_resumed() =>
        Tell(new OperationCanceledException()).ShouldBe((130, "cancelled; run the same command to resume\n"));

    [Fact]
    public void Anything_else_is_a_bug_without_a_stack_trace()
    {
        var (code, text) = Tell(Thrown());
        code.ShouldBe(3);
        text.ShouldContain("TR0099 InvalidOperationException: impossible\n");
        text.ShouldContain("this is a bug in Trestle");
        text.ShouldNotContain("   at ");
        Tell(Thrown(), verbose: true).Text.ShouldContain("   at Trestle.Tests.Cli.FailuresTests");
    }

    private static InvalidOperationException Thrown() =>
        Should.Throw<InvalidOperationException>(new Action(() => throw new InvalidOperationException("impossible\nsecond line")));

    private static (int Code, string Text) Tell(Exception exception, bool verbose = false)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = Failures.Report(
            new Terminal(Typed.Console(output), Typed.Console(errors), output, TimeProvider.System), exception, verbose, json: false);
        output.ToString().ShouldBeEmpty();
        return (code, errors.ToString());
    }
}
