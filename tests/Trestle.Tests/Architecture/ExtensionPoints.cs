using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>The interfaces that Trestle is extended by. Each has one catalogue and one contract.</summary>
internal static class ExtensionPoints
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> All =>
    [
        "IConnector", "ISource", "IReading", "IExpectation", "ICleaningRule", "IRepairFinder", "ISelector", "IFeatureMethod",
        "ICandidateSource",
        "ICodeTemplate",
        "IModelCheck", "IMetric",
        "IRevisitRule", "ISelectionRule", "IPackagePart", "IRegistrationCheck", "IImageRecipe", "IDeployTarget", "IRolloutStrategy",
        "IRequestCodec", "IPredictionSink", "IMonitor", "IAlertChannel", "IRenewalTrigger", "IRowStep", "ILearner",
    ];

    /// <summary>
    /// In no catalogue, and tested by themselves: a learner that runs a program of the user's is made from its files, and a model in
    /// the place of a learner from its own; a push is asked for by where it goes, not by a name; a metric at its best threshold is derived
    /// from another one; checks of limits and budgets are made from the configuration.
    /// </summary>
    public static IReadOnlyList<string> MadeOnDemand { get; } =
    [
        "Derived", "FairnessLimit", "Figure", "GivenLearner", "LatencyBudget", "MeanScore", "MetricLimit", "MonotoneIn", "ProgramLearner",
        "RegistryPush", "SizeBudget", "WorstSlice",
    ];
}
