using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Tests.Core.Configuration;

/// <summary>A configuration with every kind of setting.</summary>
public sealed record Sample
{
    [Setting("What is predicted.", Example = "churned")]
    public required string Target { get; init; }

    [Setting("Where the rows come from.", Example = "data/customers.csv")]
    public required SampleSource Source { get; init; }

    [Setting("How rows are divided.")]
    public SampleSplit Split { get; init; } = new();

    [Setting("What happens to the values, in order.", Example = "[trim]")]
    public IReadOnlyList<ISampleStep> Steps { get; init; } = [];

    [Setting("What is made best.")]
    public ISampleObjective? Objective { get; init; }

    [Setting("Texts that mean no value.", Example = "[NA, '-']")]
    public IReadOnlyList<string> NullTokens { get; init; } = ["", "NA"];

    [Setting("Descriptions by column.")]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    [Setting("Largest share of rows in quarantine.", Example = "5%")]
    [Range(0, 1)]
    public double MaxQuarantine { get; init; } = 0.05;

    [Setting("Start of everything random.")]
    public long Seed { get; init; } = 42;

    [Setting("Memory for tables.", Example = "4GB")]
    [Range(typeof(ByteSize), "64MB", "1TB")]
    public ByteSize Memory { get; init; } = new(2_000_000_000);

    [Setting("Longest time of a stage.", Example = "2h")]
    [Range(typeof(TimeSpan), "1s", "30d")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    [Setting("Whether to say more.")]
    public bool Verbose { get; init; }

    [Setting("Password of the source.", Example = "${DB_PASSWORD}")]
    public Secret? Password { get; init; }

    [Setting("Trials at most, or null for no limit.")]
    [Range(1, int.MaxValue)]
    public int? Trials { get; init; } = 20;

    /// <summary>Not a setting.</summary>
    public int Computed => Steps.Count;
}

public enum SampleKind
{
    Hash,
    TimeOrder,
    Group,
}

public sealed record SampleSource
{
    [Setting("Path of the file.")]
    public required string Path { get; init; }

    [Setting("Character between fields.")]
    [MinLength(1)]
    public string Separator { get; init; } = ",";

    [ShortForm]
    public static SampleSource FromText(string text) => text.EndsWith(".csv", StringComparison.Ordinal)
        ? new SampleSource { Path = text }
        : throw new FormatException("the path of a .csv file");
}

public sealed record SampleSplit
{
    [Setting("How the rows are drawn.")]
    public SampleKind By { get; init; }

    [Setting("The column that decides.")]
    public string? Column { get; init; }

    [Setting("Parts for cross-validation.")]
    [Range(2, 20)]
    public int Folds { get; init; } = 5;
}

public interface ISampleStep;

[Description("Takes away blanks around texts.")]
public sealed record Trim : ISampleStep
{
    [Setting("Columns; all texts when left out.")]
    public IReadOnlyList<string>? Columns { get; init; }
}

[Description("Limits numbers.")]
public sealed record Clip : ISampleStep
{
    [Setting("Columns.")]
    [MinLength(1)]
    public required IReadOnlyList<string> Columns { get; init; }

    [Setting("Share of the smallest values that are limited.")]
    [Range(0, 0.5, MaximumIsExclusive = true)]
    public double Low { get; init; } = 0.01;
}

/// <summary>Holds steps itself, so the description is a graph with a cycle.</summary>
public sealed record Either : ISampleStep
{
    [Setting("One of these is taken.")]
    public IReadOnlyList<ISampleStep> Of { get; init; } = [];
}

public interface ISampleObjective;

public sealed record Auc : ISampleObjective;

public sealed record Cost : ISampleObjective
{
    [Setting("Cost of a false alarm.")]
    public required double FalseAlarm { get; init; }
}

public static class Samples
{
    public const string Minimal = "target: churned\nsource: a.csv\n";

    public static SettingModel Model { get; } = new SettingModel()
        .Catalogue<ISampleStep>(
            "step", new Dictionary<string, Type> { ["trim"] = typeof(Trim), ["clip"] = typeof(Clip), ["either"] = typeof(Either) })
        .Catalogue<ISampleObjective>("objective", new Dictionary<string, Type> { ["auc"] = typeof(Auc), ["cost"] = typeof(Cost) });

    public static ConfigurationBinder Binder { get; } = new(Model, name => name == "DB_PASSWORD" ? "tr0ub4dor" : null);

    public static Bound<Sample> Bind(string yaml) => Binder.Parse<Sample>(yaml, "trestle.yaml");
}
