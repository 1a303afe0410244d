using Trestle.Core.Errors;
using Trestle.Learners.Packages;
using Trestle.Serving;
using Trestle.Serving.Http;

try
{
    var options = ServeOptions.Parse(args);
    var scorer = new Scorer(ModelPackage.Open(options.Package));
    await using var app = ScoringHost.Build(options, scorer);
    await app.StartAsync();
    Console.WriteLine($"listening on {app.Urls.First()}");
    await app.WaitForShutdownAsync();
    return (int)ExitCode.Done;
}
catch (TrestleException e)
{
    foreach (var problem in e.Problems)
    {
        await Console.Error.WriteLineAsync(problem.ToString());
    }

    return (int)e.ExitCode;
}
catch (IOException e)
{
    await Console.Error.WriteLineAsync(ServeErrors.CannotListen(e.Message).ToString());
    return (int)ExitCode.Mistake;
}
