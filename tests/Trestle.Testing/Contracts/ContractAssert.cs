using Shouldly;

using Trestle.Core.Errors;

namespace Trestle.Testing.Contracts;

/// <summary>What contracts of several extension points assert.</summary>
internal static class ContractAssert
{
    /// <summary>Every name is kebab-case and occurs once.</summary>
    public static void Names(params IEnumerable<string> names)
    {
        var all = names.ToArray();
        all.ShouldNotBeEmpty();
        all.ShouldAllBe(name => System.Text.RegularExpressions.Regex.IsMatch(name, "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"));
        all.ShouldBeUnique();
    }

    /// <summary>The problem has a number and says what was found, what was expected, where, and what to do.</summary>
    public static void Numbered(Problem problem)
    {
        problem.Code.ShouldMatch(@"^TR\d{4}$");
        foreach (var part in new[] { problem.Found, problem.Expected, problem.Where, problem.Fix })
        {
            part.ShouldNotBeNullOrWhiteSpace(problem.Code);
        }
    }

    /// <summary>The result of an action; an error of it is numbered, and gives null. Any other exception is a fault.</summary>
    public static T? ResultOrProblem<T>(Func<T> action)
        where T : class
    {
        try
        {
            return action();
        }
        catch (TrestleException refused)
        {
            refused.Problems.ShouldNotBeEmpty();
            refused.Problems.ToList().ForEach(Numbered);
            return null;
        }
    }

    /// <summary>An action that gets a cancelled token is cancelled.</summary>
    public static void Cancels(Action<CancellationToken> action) =>
        Should.Throw<OperationCanceledException>(() => action(new CancellationToken(canceled: true)));

    /// <summary>An action that gets a cancelled token is cancelled.</summary>
    public static async Task CancelsAsync(Func<CancellationToken, Task> action) =>
        await Should.ThrowAsync<OperationCanceledException>(async () => await action(new CancellationToken(canceled: true)));
}
