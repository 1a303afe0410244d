using System.Reflection;
using System.Text.Json;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Rows.Steps;
using Trestle.Stages.WriteCode.Code;

using Xunit;

namespace Trestle.Tests.Stages.WriteCode;

/// <summary>Settings as C#.</summary>
public sealed class InitialiserTests
{
    private static readonly SettingModel Model =
        new SettingModel().Catalogue<IRowStep>("step", StepCatalog.All.Select(entry => KeyValuePair.Create(entry.Name, entry.Settings)));

    public static TheoryData<string> Names => [.. StepCatalog.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_is_written_with_the_settings_that_differ_from_the_default(string name)
    {
        var type = StepCatalog.Find(name).Settings;
        var settings = type.GetProperties().Where(property => property.IsDefined(typeof(SettingAttribute))).ToArray();
        var examples = settings.Select(setting => $"\n    {Key(setting)}: {setting.GetCustomAttribute<SettingAttribute>()!.Example}");
        var step = new ConfigurationBinder(Model).Parse<Holder>($"step:\n  {name}:{string.Concat(examples)}\n", "test.yaml").Value.Step!;
        var blank = Activator.CreateInstance(type);

        var text = Initialiser.Item("", step);
        text.ReplaceLineEndings(" ").ShouldStartWith($"new {type.Name} {{ ");
        foreach (var setting in settings)
        {
            var value = Initialiser.Value(setting.GetValue(step));
            var written = $" {setting.Name} = {value}";
            text.Contains(written).ShouldBe(value != Initialiser.Value(setting.GetValue(blank)), $"{written}\n{text}");
        }
    }

    [Fact]
    public void Every_type_that_the_configuration_binds_has_a_form() => Initialiser.Item("    ", new Every
    {
        Character = '\'',
        Whole = -3,
        Wide = 1L << 40,
        Number = double.NaN,
        Time = TimeSpan.FromMinutes(1),
        Kind = DatePart.Hour,
        None = null,
        Items = [[1.5], []],
        Map = new Dictionary<string, double> { ["a\n"] = -0.0 },
        Inner = new Holder { Step = new Trim { FoldInner = true } },
    }).ShouldBe("""
            new Every
            {
                Character = '\'',
                Whole = -3,
                Wide = 1099511627776,
                Number = double.NaN,
                Time = TimeSpan.FromTicks(600000000),
                Kind = DatePart.Hour,
                None = null,
                Items = [[1.5], []],
                Map = new Dictionary<string, Double> { ["a\n"] = -0.0 },
                Inner = new Holder { Step = new Trim { FoldInner = true } },
            },
        """);

    [Fact]
    public void What_is_as_it_is_without_settings_needs_none() => Initialiser.Item("", new Every()).ShouldBe("new Every(),");

    private static string Key(PropertyInfo setting) => JsonNamingPolicy.KebabCaseLower.ConvertName(setting.Name);

    private sealed record Holder
    {
        [Setting("A step.")]
        public IRowStep? Step { get; init; }
    }

    private sealed record Every
    {
        public char Character { get; init; }

        public bool Truth { get; init; } = true;

        public int Whole { get; init; }

        public long Wide { get; init; }

        public double Number { get; init; }

        public TimeSpan Time { get; init; }

        public DatePart Kind { get; init; }

        public string? None { get; init; } = "something";

        public IReadOnlyList<IReadOnlyList<double>> Items { get; init; } = [];

        public IReadOnlyDictionary<string, double>? Map { get; init; }

        public Holder? Inner { get; init; }
    }
}
