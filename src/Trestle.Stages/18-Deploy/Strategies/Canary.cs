using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Strategies;

/// <summary>
/// The new version is proven and then answers a growing share of the requests, as long as the evidence does not speak against it.
/// </summary>
public sealed class Canary : IRolloutStrategy
{
    /// <inheritdoc/>
    public string Name => "canary";

    /// <inheritdoc/>
    public IReadOnlyList<RolloutStep> Steps(Route live, Route next, DeploySettings settings)
    {
        var shares = settings.Steps;
        if (shares.Count == 0
            || shares.Any(share => share is not (> 0 and < 1))
            || shares.Zip(shares.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new TrestleException(
                StrategyErrors.WrongSteps(
                    $"[{string.Join(", ", shares.Select(share => FormattableString.Invariant($"{share * 100:0.##}%")))}]"));
        }

        return
        [
            new RolloutStep("loaded and proven", [live, Taken.Beside(next, 0)], StepGate.Proof, TimeSpan.Zero),
            .. shares.Select(share => new RolloutStep(
                FormattableString.Invariant($"{share * 100:0.##} % of the requests"),
                [live with { Share = 1 - share }, Taken.Beside(next, share)],
                StepGate.Evidence,
                settings.Hold)),
            Taken.Over(live, next),
        ];
    }
}
