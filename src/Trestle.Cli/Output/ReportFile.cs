using System.Text;

namespace Trestle.Cli.Output;

/// <summary>A report that is written to a file.</summary>
internal static class ReportFile
{
    /// <summary>Writes it as UTF-8; error TR0098 where that is not possible.</summary>
    public static void Save(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(CliErrors.CannotWrite(path, problem.Message));
        }
    }
}
