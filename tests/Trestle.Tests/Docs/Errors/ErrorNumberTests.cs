using System.Text.RegularExpressions;

using Shouldly;

using Trestle.Tests.Architecture;

using Xunit;

namespace Trestle.Tests.Docs.Errors;

/// <summary>The numbers of the errors: each means one thing, lies in the range of its area and is raised by a test.</summary>
public sealed partial class ErrorNumberTests
{
    /// <summary>Numbers that no test names yet. A number that gets a test leaves this list; none is added.</summary>
    private static readonly string[] Untested =
    [
        "TR0077", "TR0139", "TR0149", "TR0161", "TR0176", "TR0507", "TR0508", "TR0905", "TR0906", "TR1002", "TR1203",
        "TR1401", "TR1521", "TR1522", "TR1523", "TR1711", "TR1721", "TR1724", "TR1725", "TR1815",
        "TR1831", "TR1832", "TR1908", "TR1926", "TR1930", "TR1938", "TR1939", "TR2004", "TR2007", "TR2367",
    ];

    /// <summary>
    /// Numbers that are older than the ranges, or whose error has moved (a number is never changed), and those of Storage, which has more
    /// errors than its range has numbers.
    /// </summary>
    private static readonly string[] OutsideOfTheirRange =
    [
        "TR0020", "TR0030", "TR0150", "TR0069", "TR0079", "TR0080", "TR0090", "TR0095", "TR0100", "TR0108", "TR0109", "TR0110", "TR0111",
    ];

    [Fact]
    public void The_form_of_an_error_is_read_from_its_sources()
    {
        var root = SourceTree.Parse(
            """
            internal static class SampleErrors
            {
                private const string Fix = "correct it";
                private const int Limit = 3;

                public static Problem Plain(SourcePosition at, string key, Check check) => new(
                    "TR0001", $"{Quote(key)} is {check.LargestShare:P1}{(key == "" ? "" : " here")}",
                    FormattableString.Invariant($"at most {Limit}"), at.ToString(), Fix + "; again");

                public static Refusal One() => Bad("one", "a");

                public static Refusal Two(IReadOnlyList<string> known) => Bad("two", string.Join(", ", known.Take(5)));

                private static Refusal Bad(string found, string expected) =>
                    new(400, new Problem("TR0002", found, expected, "body", Nearest.Advice(found, [])));

                private static string Quote(string text) => $"'{text}'";
            }
            """,
            "SampleErrors.cs").GetRoot(TestContext.Current.CancellationToken);
        var numbers = ErrorNumber.In(root, "SampleErrors.cs").ToArray();
        numbers.Select(number => number.Code).ShouldBe(["TR0001", "TR0002"]);
        numbers[0].Forms.ShouldBe([new("'{key}' is {largest share}[ here]", "at most 3", "{file}:{line}:{column}", "correct it; again")]);
        numbers[1].Forms.ShouldBe(
        [
            new("one", "a", "body", "(did you mean '{nearest}'? | use one of: {known})"),
            new("two", "{known}", "body", "(did you mean '{nearest}'? | use one of: {known})"),
        ]);
    }

    [Fact]
    public void Errors_are_built_in_files_of_errors()
    {
        ErrorNumber.All.Count.ShouldBeGreaterThan(300);
        ErrorNumber.All.Where(number => !number.File.EndsWith("Errors.cs", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void A_number_means_one_error() =>
        ErrorNumber.All.CountBy(number => number.Code).Where(count => count.Value > 1).ShouldBeEmpty();

    [Fact]
    public void A_number_lies_in_the_range_of_its_area() =>
        ErrorNumber.All.Where(number => !number.Area.Holds(number.Code) && !OutsideOfTheirRange.Contains(number.Code))
            .Select(number => $"{number.Code} in {number.File}: {number.Area.Name} has {number.Area.First:0000} to {number.Area.Last:0000}")
            .ShouldBeEmpty();

    [Fact]
    public void Every_number_is_in_a_test()
    {
        var tests = SourceTree.Files(Path.Combine(Repository.Root, "tests"))
            .Where(path => !path.EndsWith($"{nameof(ErrorNumberTests)}.cs", StringComparison.Ordinal));
        var named = tests.SelectMany(path => Number().Matches(File.ReadAllText(path)).Select(match => match.Value)).ToHashSet();
        ErrorNumber.All.Select(number => number.Code).Where(code => !named.Contains(code)).ShouldBe(Untested);
    }

    [GeneratedRegex(@"\bTR\d{4}\b")]
    private static partial Regex Number();
}
