using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Infer;

/// <summary>Why the next steps cannot be forecast.</summary>
internal static class NextStepsErrors
{
    public static Problem NoForecast(string model) => new(
        "TR2004", $"the model '{model}' does not forecast series", "a model of a project with forecast", "trestle.yaml",
        "name the time and the horizon under forecast and run again, or predict the rows of a file: trestle predict");

    public static Problem KnownColumns(IReadOnlyList<string> columns) => new(
        "TR2005", $"the model asks for {Format.Some([.. columns.Select(column => $"'{column}'")], 5)} of each step to come",
        "a model that needs nothing but the series and the time", "forecast.known",
        "write a file with a row for each series and step, with these columns, and predict it: trestle predict PROJECT --input FILE");

    public static Problem NoSuchHorizon(int steps, SeriesShape shape) => new(
        "TR2006", $"{Format.Count(steps, "step")} ahead", $"1 to the horizon of the model, {Format.Count(shape.Horizon)}", "--horizon",
        "ask for a number of steps within it, or raise forecast.horizon and run again");

    public static Problem NoFormat(string column, string formats) => new(
        "TR2007", $"times of '{column}' cannot be written in its formats: {formats}", "a format of dates that .NET writes",
        $"column '{column}'", "predict a file with the steps to come: trestle predict PROJECT --input FILE");
}
