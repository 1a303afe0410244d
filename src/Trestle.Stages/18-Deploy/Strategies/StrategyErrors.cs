namespace Trestle.Stages.Deploy.Strategies;

/// <summary>Errors of strategies.</summary>
internal static class StrategyErrors
{
    public static Problem WrongSteps(string found) => new(
        "TR1811", $"the steps {found}", "growing shares of the requests, each above 0 % and below 100 %", "deploy.steps",
        "write them as [10%, 50%]");
}
