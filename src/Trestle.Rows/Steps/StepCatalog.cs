using Trestle.Core.Configuration;
using Trestle.Core.Errors;

namespace Trestle.Rows.Steps;

/// <summary>A step's name, the type of its settings, and the type of its fitted form.</summary>
public sealed record StepEntry(string Name, Type Settings, Type Fitted)
{
    /// <summary>Whether stages alone plan it, from other settings, so that a configuration does not name it.</summary>
    public bool Planned { get; init; }
}

/// <summary>All row steps: one line each; a saved plan can contain no other.</summary>
public static class StepCatalog
{
    /// <summary>The steps, roughly in the order in which a plan uses them.</summary>
    public static IReadOnlyList<StepEntry> All { get; } =
    [
        Step<Keep, FittedKeep>(Keep.Name),
        Step<Drop, FittedDrop>(Drop.Name),
        Step<Trim, FittedTrim>(Trim.Name),
        Step<NullTokens, FittedNullTokens>(NullTokens.Name),
        Step<ReplaceValues, FittedReplaceValues>(ReplaceValues.Name),
        Step<NumberForm, FittedNumberForm>(NumberForm.Name),
        Step<SplitOff, FittedSplitOff>(SplitOff.Name),
        Step<SwapValues, FittedSwapValues>(SwapValues.Name),
        Step<ScaleSlips, FittedScaleSlips>(ScaleSlips.Name),
        Step<Dependency, FittedDependency>(Dependency.Name),
        Step<CaseFold, FittedCaseFold>(CaseFold.Name),
        Step<PrintNumber, FittedPrintNumber>(PrintNumber.Name),
        Step<ParseNumber, FittedParseNumber>(ParseNumber.Name),
        Step<ParseBoolean, FittedParseBoolean>(ParseBoolean.Name),
        Step<ParseDate, FittedParseDate>(ParseDate.Name),
        Step<UnicodeForm, FittedUnicodeForm>(UnicodeForm.Name),
        Step<CountryCode, FittedCountryCode>(CountryCode.Name),
        Step<RegionCode, FittedRegionCode>(RegionCode.Name),
        Step<PostalCode, FittedPostalCode>(PostalCode.Name),
        Step<CurrencyCode, FittedCurrencyCode>(CurrencyCode.Name),
        Step<LanguageCode, FittedLanguageCode>(LanguageCode.Name),
        Step<PhoneNumber, FittedPhoneNumber>(PhoneNumber.Name),
        Step<EmailAddress, FittedEmailAddress>(EmailAddress.Name),
        Step<UrlAddress, FittedUrlAddress>(UrlAddress.Name),
        Step<JsonPath, FittedJsonPath>(JsonPath.Name),
        Step<ListItems, FittedListItems>(ListItems.Name),
        Step<DateParts, FittedDateParts>(DateParts.Name),
        Step<CyclicDate, FittedCyclicDate>(CyclicDate.Name),
        Step<Holidays, FittedHolidays>(Holidays.Name),
        Step<Haversine, FittedHaversine>(Haversine.Name),
        Step<GridCell, FittedGridCell>(GridCell.Name),
        Step<Pairs, FittedPairs>(Pairs.Name),
        Step<Derive, FittedDerive>(Derive.StepName),
        Step<Impute, FittedImpute>(Impute.Name),
        Step<GroupImpute, FittedGroupImpute>(GroupImpute.Name),
        Step<KnnImpute, FittedKnnImpute>(KnnImpute.Name),
        Step<ModelImpute, FittedModelImpute>(ModelImpute.Name),
        Step<Clip, FittedClip>(Clip.Name),
        Step<Outliers, FittedOutliers>(Outliers.Name),
        Step<IsolationForest, FittedIsolationForest>(IsolationForest.Name),
        Step<Log1p, FittedLog1p>(Log1p.Name),
        Step<YeoJohnson, FittedYeoJohnson>(YeoJohnson.Name),
        Step<QuantileTransform, FittedQuantileTransform>(QuantileTransform.Name),
        Step<Bins, FittedBins>(Bins.Name),
        Step<Spline, FittedSpline>(Spline.Name),
        Step<StandardScale, FittedStandardScale>(StandardScale.Name),
        Step<RobustScale, FittedRobustScale>(RobustScale.Name),
        Step<Pca, FittedPca>(Pca.Name),
        Step<RandomProjection, FittedRandomProjection>(RandomProjection.Name),
        Step<Clusters, FittedClusters>(Clusters.Name),
        Step<RareLevels, FittedRareLevels>(RareLevels.Name),
        Step<OneHot, FittedOneHot>(OneHot.Name),
        Step<OrdinalEncode, FittedOrdinalEncode>(OrdinalEncode.Name),
        Step<FrequencyEncode, FittedFrequencyEncode>(FrequencyEncode.Name),
        Step<TargetEncode, FittedTargetEncode>(TargetEncode.Name),
        Step<WeightOfEvidence, FittedWeightOfEvidence>(WeightOfEvidence.Name),
        Step<HashEncode, FittedHashEncode>(HashEncode.Name),
        Step<TextEncode, FittedTextEncode>(TextEncode.Name),
        Step<TextShape, FittedTextShape>(TextShape.Name),
        Step<Branch, FittedBranch>(Branch.Name),
        Step<LookUp, FittedLookUp>(LookUp.Name) with { Planned = true },
        Step<CarryForward, FittedCarryForward>(CarryForward.Name) with { Planned = true },
    ];

    /// <summary>By present and former names, so that plans of earlier versions are read.</summary>
    private static readonly Dictionary<string, StepEntry> ByName = All
        .SelectMany(entry => FormerlyAttribute.Of(entry.Settings).Prepend(entry.Name).Select(name => KeyValuePair.Create(name, entry)))
        .ToDictionary(StringComparer.Ordinal);

    private static readonly Dictionary<Type, string> ByType =
        All.SelectMany(entry => new[] { (entry.Settings, entry.Name), (entry.Fitted, entry.Name) }).ToDictionary();

    /// <summary>The step with a name, present or former; an unknown name is error TR0053 with the nearest match.</summary>
    public static StepEntry Find(string name) =>
        ByName.TryGetValue(name, out var entry) ? entry : throw Unknown(name);

    /// <summary>The name of a step.</summary>
    public static string NameOf(IRowStep step) => NameOf(step.GetType());

    /// <summary>The name of a fitted step.</summary>
    public static string NameOf(IFittedStep step) => NameOf(step.GetType());

    private static string NameOf(Type type) =>
        ByType.TryGetValue(type, out var name) ? name : throw Unknown(type.Name);

    private static TrestleException Unknown(string name) => new(RowErrors.UnknownStep(name, [.. All.Select(entry => entry.Name)]));

    private static StepEntry Step<TSettings, TFitted>(string name)
        where TSettings : IRowStep, new()
        where TFitted : IFittedStep => new(name, typeof(TSettings), typeof(TFitted));
}
