using System.Text;

using Shouldly;

using Trestle.Core.Errors;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

/// <summary>A file that nobody has written by hand costs neither memory nor a screen full of mistakes.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        var bytes = Encoding.UTF8.GetBytes($"target: {new string('a', 1_000_000)}");
        var problem = Should.Throw<TrestleException>(() => Samples.Binder.Parse<Sample>(bytes, "trestle.yaml")).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Where).ShouldBe(("TR0002", "trestle.yaml"));
        problem.Expected.ShouldStartWith("at most ");
    }

    [Fact]
    public void Fifty_mistakes_are_shown_and_the_others_counted()
    {
        var yaml = Samples.Minimal + string.Concat(Enumerable.Range(0, 60).Select(i => $"unknown{i}: 1\n"));
        var problems = Should.Throw<TrestleException>(() => Samples.Bind(yaml)).Problems;
        problems.Count.ShouldBe(51);
        problems.Take(50).ShouldAllBe(problem => problem.Code == "TR0010");
        (problems[^1].Code, problems[^1].Found).ShouldBe(("TR0008", "10 further mistakes are not shown"));
    }
}
