using System.Text.Json;
using System.Text.Json.Nodes;

using Trestle.Cli.Output;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Cli.Rendering;

/// <summary>Row steps in order: name, settings, columns, and why each is there.</summary>
internal static class StepTable
{
    private const int ShownColumns = 8;
    private const int LongestSetting = 300;

    /// <summary>The table, or "no steps".</summary>
    public static IRenderable Of(StepList list)
    {
        if (list.Steps.Count == 0)
        {
            return Page.Line("no steps", Styles.Quiet);
        }

        var table = Page.Table(">", "=step", "why, settings, columns");
        foreach (var (step, number) in list.Steps.Select((step, i) => (step, i + 1)))
        {
            var (columns, settings) = Describe(step.Step);
            table.Row($"{number}", StepCatalog.NameOf(step.Step), step.Reason);
            foreach (var line in new[] { settings, columns }.Where(line => line.Length > 0))
            {
                table.Row("", "", new Cell(line, Styles.Quiet));
            }
        }

        return table;
    }

    /// <summary>The columns of a step, and its other settings.</summary>
    private static (string Columns, string Settings) Describe(IRowStep step)
    {
        var settings = JsonSerializer.SerializeToNode(step, step.GetType(), Documents.Compact)!.AsObject();
        var columns = settings["columns"] is JsonArray names ? names.Select(name => name!.GetValue<string>()).ToArray() : [];
        var rest = settings
            .Where(setting => setting.Key is not ("columns" or "needs" or "learned") && IsSet(setting.Value))
            .Select(setting => $"{JsonNamingPolicy.KebabCaseLower.ConvertName(setting.Key)} {Short(Text(setting.Value!))}");
        return (columns.Length == 0 ? "" : $"on {Format.Some(columns, ShownColumns)}", string.Join(", ", rest));
    }

    private static string Short(string text) => text.Length <= LongestSetting ? text : $"{text[..LongestSetting]}…";

    private static bool IsSet(JsonNode? value) => value is not null && value is not JsonArray { Count: 0 };

    private static string Text(JsonNode value) => value is JsonArray items
        ? Format.Some([.. items.Select(item => item?.ToJsonString(Documents.Compact) ?? "null")], ShownColumns)
        : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(Documents.Compact);
}
