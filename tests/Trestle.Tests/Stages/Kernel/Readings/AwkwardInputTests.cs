using Shouldly;

using Trestle.Bench;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Readings;

/// <summary>
/// Inputs that other tools read wrong, value by value; <c>dotnet run --project bench/Trestle.Bench -c Release -- readings</c> prints them.
/// </summary>
public sealed class AwkwardInputTests(AwkwardInputTests.SharedProject shared) : IClassFixture<AwkwardInputTests.SharedProject>
{
    private static readonly Dictionary<string, ReadingCase> Cases =
        ReadingCase.Load(Path.Combine(Repository.Root, "bench", "readings")).ToDictionary(input => $"{input.Kind}: {input.Name}");

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_read_right_or_the_run_says_why_not(string name)
    {
        var verdict = await shared.Check.RunAsync(Cases[name], TestContext.Current.CancellationToken);
        Assert.SkipWhen(verdict.Word == "open", verdict.Difference ?? "");
        verdict.Difference.ShouldBeNull();
    }

    /// <summary>One project for all cases: they run one after the other.</summary>
    public sealed class SharedProject : IDisposable
    {
        internal ReadingCheck Check { get; } = new();

        public void Dispose() => Check.Dispose();
    }
}
