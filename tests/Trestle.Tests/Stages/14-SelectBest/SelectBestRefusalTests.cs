using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.SelectBest;

/// <summary>What stage 14 refuses: a threshold by value without values, a capacity that is none.</summary>
public sealed class SelectBestRefusalTests
{
    [Theory]
    [InlineData("select-best: {threshold: value}", "TR1402", "threshold: value without values")]
    [InlineData("select-best: {threshold: capacity}", "TR1411", "threshold: capacity without a capacity")]
    [InlineData("select-best: {threshold: fixed, capacity: 5%}", "TR1411", "threshold: fixed with a capacity")]
    [InlineData("select-best: {capacity: many}", "TR1410", "'many' is not a number of rows that can be acted on")]
    [InlineData("select-best: {capacity: 500}", "TR1410", "'500' is not a number of rows that can be acted on")]
    [InlineData("select-best: {capacity: 0%}", "TR1410", "'0%' is not a number of rows that can be acted on")]
    [InlineData("select-best: {capacity: 8000 of 7000}", "TR1410", "'8000 of 7000' is not a number of rows that can be acted on")]
    [InlineData("select-best: {capacity: 5 of 0}", "TR1410", "'5 of 0' is not a number of rows that can be acted on")]
    [InlineData("select-best: {capacity: 1 of 2 of 3}", "TR1410", "'1 of 2 of 3' is not a number of rows that can be acted on")]
    public async Task A_setting_that_does_not_fit_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.SelectBest, settings);
        (problem.Code, problem.Found).ShouldBe((code, found));
    }
}
